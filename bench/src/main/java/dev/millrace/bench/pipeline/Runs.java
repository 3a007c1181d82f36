package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Runs contenders one after the other over the same documents in the same broker. */
final class Runs {
    private static final double WARM_UP_SHARE = 0.3;
    private static final int CHECKED = 100;
    private static final int POLL_MS = 20;

    private final Cluster cluster;
    private final Registry registry;
    private final Documents documents;
    private final int count;
    private final Path folder;
    /** Bytes of the contents in a partition before each offset. */
    private final long[][] bytesBefore;

    private final Map<String, Double> meters = new HashMap<>();
    private double outputRatio = Double.NaN;
    private int runs;

    static {
        // Avro instantiates no class that it was not told to trust.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals("dev.millrace.schemas")));
    }

    Runs(Cluster cluster, Registry registry, Documents documents, int count, Path folder)
            throws ExecutionException, InterruptedException {
        this.cluster = cluster;
        this.registry = registry;
        this.documents = documents;
        this.count = count;
        this.folder = folder;
        this.bytesBefore = new long[Cluster.PARTITIONS][count / Cluster.PARTITIONS + 2];
        feed();
    }

    /** Document {@code i} goes to partition {@code i mod 4} under key {@code i}: as Avro to one topic, as text to the other. */
    private void feed() throws ExecutionException, InterruptedException {
        cluster.createTopic("documents");
        cluster.createTopic("texts");
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(20)) {
            for (int i = 0; i < count; i++) {
                byte[] content = documents.content(i);
                int partition = i % Cluster.PARTITIONS;
                int offset = i / Cluster.PARTITIONS;
                bytesBefore[partition][offset + 1] = bytesBefore[partition][offset] + content.length;
                byte[] key = Integer.toString(i).getBytes(UTF_8);
                byte[] document = avro("document-" + i, content);
                sent.add(producer.send(new ProducerRecord<>("documents", partition, key, document)));
                sent.add(producer.send(new ProducerRecord<>("texts", partition, key, content)));
            }
        }
        await(sent);
    }

    /** Waits until records are in their topics. */
    static void await(List<Future<RecordMetadata>> sent) {
        for (Future<RecordMetadata> record : sent) {
            try {
                record.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("a document could not be written", e);
            }
        }
    }

    /** A document on the wire. */
    static byte[] avro(String id, byte[] content) {
        RawDocument document = RawDocument.newBuilder()
                .setId(id)
                .setContent(ByteBuffer.wrap(content))
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 64);
        out.writeBytes(
                ByteBuffer.allocate(5).put((byte) 0).putInt(Registry.DOCUMENT).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new SpecificDatumWriter<>(RawDocument.class).write(document, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a document in memory could not be written", e);
        }
        return out.toByteArray();
    }

    /** Meters of the last run of ours: the name, a dot, the statistic. */
    Map<String, Double> meters() {
        return meters;
    }

    /** Output bytes of ours for each byte of its input. */
    double outputRatio() {
        return outputRatio;
    }

    Measurement run(Contender contender) throws IOException, ExecutionException, InterruptedException {
        String name = contender.name().toLowerCase(Locale.ROOT) + "-" + runs++;
        String tokens = name + "-tokens";
        cluster.createTopic(tokens);
        cluster.createTopic(tokens + "-rejected");
        long wanted = (long) (count * contender.share());
        try (BenchJvm child = new BenchJvm(ContenderMain.class, List.of(write(name, properties(contender, name))))) {
            Mark start = await(child, name, contender.topic(), (long) (wanted * WARM_UP_SHARE));
            Mark end = await(child, name, contender.topic(), wanted);
            for (String line : child.finish()) {
                String[] parts = line.split(" ", -1);
                if (parts[0].equals("METER")) {
                    meters.merge(parts[1] + "." + parts[2], Double.parseDouble(parts[3]), Double::sum);
                }
            }
            Cluster.Output output = cluster.read(tokens, CHECKED);
            check(contender, output, end);
            cluster.deleteTopic(tokens);
            return new Measurement(
                    bytes(end) - bytes(start),
                    Arrays.stream(end.committed()).sum()
                            - Arrays.stream(start.committed()).sum(),
                    (end.nanos() - start.nanos()) / 1e9,
                    end.cpu().minus(start.cpu()).toNanos() / 1e9);
        }
    }

    /** The moment at which a commit was seen. */
    private record Mark(long[] committed, long nanos, Duration cpu) {}

    private Mark await(BenchJvm child, String group, String topic, long records)
            throws ExecutionException, InterruptedException {
        while (child.isAlive()) {
            long[] committed = cluster.committed(group, topic);
            if (Arrays.stream(committed).sum() >= records) {
                return new Mark(committed, System.nanoTime(), child.cpu());
            }
            Thread.sleep(POLL_MS);
        }
        throw new IllegalStateException(
                "contender " + group + " ended before it had committed " + records + " records");
    }

    private long bytes(Mark mark) {
        long bytes = 0;
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            bytes += bytesBefore[partition][(int) mark.committed()[partition]];
        }
        return bytes;
    }

    /** Ids are compared before a time is believed. */
    private void check(Contender contender, Cluster.Output output, Mark end) throws IOException {
        long committed = Arrays.stream(end.committed()).sum();
        if (output.records() < committed) {
            throw new IllegalStateException(
                    contender.title() + " must have written " + committed + " records, found " + output.records());
        }
        if (contender == Contender.MILLRACE) {
            outputRatio = (double) output.bytes() / output.records() / meanInput();
        }
        if (contender == Contender.PASS_THROUGH) {
            return;
        }
        Encoding reference = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
        for (Map.Entry<String, byte[]> value : output.first().entrySet()) {
            String text = new String(documents.content(Integer.parseInt(value.getKey())), UTF_8);
            IntArrayList ids = reference.encodeOrdinary(text);
            if (!Arrays.equals(ids.toArray(), ids(contender, value.getValue()))) {
                throw new IllegalStateException(contender.title()
                        + " must give the reference's ids, but differs at document " + value.getKey());
            }
        }
    }

    private static int[] ids(Contender contender, byte[] value) throws IOException {
        ByteBuffer packed = ByteBuffer.wrap(value);
        if (contender == Contender.MILLRACE) {
            packed = new SpecificDatumReader<>(TokenRecord.class)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null))
                    .getTokens();
        }
        int[] ids = new int[packed.remaining() / 4];
        packed.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ids);
        return ids;
    }

    /** Mean length of an input record of ours, the Avro frame included. */
    private double meanInput() {
        int sample = Math.min(count, 1_000);
        long bytes = 0;
        for (int i = 0; i < sample; i++) {
            bytes += avro("document-" + i, documents.content(i)).length;
        }
        return (double) bytes / sample;
    }

    /** Client settings are the same for all: those that ours chooses by itself in a heap of this size. */
    Properties properties(Contender contender, String name) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "bootstrap.servers", cluster.bootstrapServers(),
                "application.id", name,
                "auto.offset.reset", "earliest",
                "processing.guarantee", "exactly_once_v2",
                "commit.interval.ms", "500",
                "main.consumer.max.poll.records", "682",
                "main.consumer.max.partition.fetch.bytes", Integer.toString(8 << 20),
                "producer.compression.type", "zstd",
                "producer.batch.size", Integer.toString(256 << 10),
                "producer.linger.ms", "20"));
        properties.put("producer.transaction.timeout.ms", "60000");
        properties.put(ContenderMain.CONTENDER, contender.name());
        String tokens = name + "-tokens";
        if (contender == Contender.MILLRACE) {
            properties.put("schema.registry.url", registry.url());
            properties.put("millrace.documents.topics", contender.topic());
            properties.put("millrace.tokens.topic", tokens);
            properties.put("millrace.rejected.topic", tokens + "-rejected");
            properties.put("millrace.encoder.backend", "cpu");
            properties.put("millrace.encoder.threads", "1");
        } else {
            properties.put(ContenderMain.INPUT, contender.topic());
            properties.put(ContenderMain.TOKENS, tokens);
            properties.put(ContenderMain.OUTPUT_RATIO, Double.toString(outputRatio));
            properties.put(
                    ContenderMain.TOKENIZER_JSON,
                    folder.resolve("cl100k_base.json").toString());
        }
        return properties;
    }

    String write(String name, Properties properties) throws IOException {
        Path file = folder.resolve(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(file, UTF_8)) {
            properties.store(writer, null);
        }
        return file.toString();
    }
}

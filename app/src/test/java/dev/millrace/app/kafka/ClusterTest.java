package dev.millrace.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.config.Settings;
import dev.millrace.app.demo.EmbeddedBroker;
import dev.millrace.schemas.RawDocument;
import dev.millrace.serdes.MillraceAvroDeserializer;
import dev.millrace.topology.MillraceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that work on a cluster, against a real broker. Each test has topics of its own. */
class ClusterTest {
    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable EmbeddedBroker started;

    @BeforeAll
    static void startBroker() throws IOException {
        started = EmbeddedBroker.start(folder.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        if (started != null) {
            started.close();
        }
    }

    private static String bootstrapServers() {
        return requireNonNull(started).bootstrapServers();
    }

    /** Keys of a configuration whose topics and application id start with {@code prefix}. */
    private static Map<String, String> keys(String prefix, String... more) {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "bootstrap.servers", bootstrapServers(),
                "schema.registry.url", "mock://" + prefix,
                "application.id", prefix,
                "state.dir", folder.resolve("state").toString(),
                "consumer.auto.offset.reset", "earliest",
                "millrace.documents.topics", prefix + "-documents",
                "millrace.tokens.topic", prefix + "-tokens",
                "millrace.merges.topic", prefix + "-merges",
                "millrace.rejected.topic", prefix + "-rejected"));
        keys.put("millrace.http.host", "127.0.0.1");
        keys.put("millrace.http.port", "0");
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return keys;
    }

    private static Result run(Map<String, String> keys, String... command) throws IOException {
        Path file = folder.resolve(keys.get("application.id") + ".properties");
        List<String> lines = keys.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
        Files.write(file, lines);
        return Cli.run(Stream.concat(Stream.of(command), Stream.of("--config", file.toString()))
                .toArray(String[]::new));
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(Map<String, String> keys, String topic, int records) {
        MillraceConfig config = new Settings(keys).tokenization();
        Map<String, Object> properties = ClientProperties.consumer(config);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant end = Instant.now().plusSeconds(120);
            while (read.size() < records && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
        }
        return read;
    }

    private static void awaitGroup(String group, ClassicGroupState state) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(120);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers()))) {
            while (describe(admin, group).state() != state) {
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(100);
            }
        }
    }

    private static ClassicGroupDescription describe(Admin admin, String group) throws InterruptedException {
        try {
            return requireNonNull(
                    admin.describeClassicGroups(List.of(group)).all().get().get(group));
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void createsMissingTopicsOnceAndSaysWhatDiffers() throws IOException {
        Map<String, String> keys = keys("topics");

        Result before = run(keys, "topics");
        Result created = run(keys, "topics", "--create", "--partitions", "3");
        Result after = run(keys, "topics", "--create");
        keys.put("millrace.document.max.bytes", "50000000");
        Result differs = run(keys, "topics", "--create");

        assertThat(before.code()).as("%s", before).isZero();
        assertThat(before.out()).containsPattern("(?m)^topics-documents +6 +missing");
        assertThat(before.err()).contains("--create");
        assertThat(created.out()).containsPattern("(?m)^topics-tokens +3 +created +compression.type=zstd");
        assertThat(created.out()).containsPattern("(?m)^topics-merges +3 +created +cleanup.policy=compact");
        assertThat(after.out())
                .containsPattern("(?m)^topics-rejected +3 +exists")
                .doesNotContain("created", "differs");
        assertThat(differs.out())
                .containsPattern(
                        "(?m)^topics-documents +3 +exists, differs +max.message.bytes=16842752, suggested 50065536");
    }

    @Test
    void producesFilesAndJsonLinesAndReportsTheRest(@TempDir Path documents) throws IOException {
        Map<String, String> keys = keys("produce", "millrace.document.max.bytes", "1000");
        Files.createDirectories(documents.resolve("sub"));
        Files.writeString(documents.resolve("sub/a.txt"), "text of a");
        Files.writeString(documents.resolve("b.bin"), "\u0000\u0001");
        Files.writeString(documents.resolve("large.txt"), "x".repeat(1001));
        Files.createSymbolicLink(documents.resolve("dangling"), documents.resolve("missing"));
        Files.writeString(
                documents.resolve("lines.jsonl"),
                "{\"id\":\"one\",\"tenant\":\"acme\",\"text\":\"first\",\"labels\":{\"k\":\"v\"}}\n\"second\"\n{}\n");
        Result noTopic = run(keys, "produce", documents.toString());
        run(keys, "topics", "--create");

        Result result = run(keys, "produce", documents.toString(), "--domain", "legal");

        assertThat(noTopic.code()).isEqualTo(1);
        assertThat(noTopic.err())
                .contains("topic produce-documents does not exist")
                .contains("topics --create");
        assertThat(result.code()).as("%s", result).isEqualTo(1);
        assertThat(result.err())
                .contains("large.txt must have at most 1000 bytes (millrace.document.max.bytes), but has 1001")
                .contains("dangling cannot be read: no such file")
                .contains("lines.jsonl, line 3: must have a member \"text\" or \"base64\"")
                .contains("4 documents, 22 B in ")
                .contains("3 failed");
        Map<String, RawDocument> sent = new TreeMap<>();
        try (MillraceAvroDeserializer<RawDocument> avro = new MillraceAvroDeserializer<>(RawDocument.class)) {
            avro.configure(keys, false);
            for (ConsumerRecord<byte[], byte[]> record : read(keys, "produce-documents", 4)) {
                sent.put(
                        new String(record.key(), UTF_8),
                        avro.deserialize(record.topic(), record.headers(), record.value()));
            }
        }
        assertThat(sent).containsOnlyKeys("sub/a.txt", "b.bin", "one", "lines.jsonl:2");
        RawDocument one = requireNonNull(sent.get("one"));
        assertThat(one.getTenant()).isEqualTo("acme");
        assertThat(one.getDomain()).isEqualTo("legal");
        assertThat(one.getLabels()).isEqualTo(Map.of("k", "v"));
        assertThat(UTF_8.decode(one.getContent().duplicate()).toString()).isEqualTo("first");
    }

    @Test
    void producesInTheFormatOfTheTopic() throws IOException {
        Map<String, String> text = keys("text", "millrace.documents.format", "text");
        Map<String, String> json = keys("json", "millrace.documents.format", "json");
        Path lines = Files.writeString(folder.resolve("lines"), "first\n\u00fcber\n");
        run(text, "topics", "--create", "--partitions", "1");
        run(json, "topics", "--create", "--partitions", "1");

        Result textResult = run(text, "produce", "--lines", "--tenant", "acme", lines.toString());
        Result jsonResult = run(json, "produce", "--lines", "-t", "gpt2", lines.toString());

        assertThat(textResult.code()).as("%s", textResult).isZero();
        assertThat(jsonResult.code()).as("%s", jsonResult).isZero();
        List<ConsumerRecord<byte[], byte[]>> asText = read(text, "text-documents", 2);
        assertThat(asText)
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("first", "\u00fcber");
        assertThat(header(asText.get(0), "tenant")).isEqualTo("acme");
        assertThat(read(json, "json-documents", 2))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly(
                        "{\"id\":\"lines:1\",\"tenant\":\"default\",\"tokenizer\":\"gpt2\",\"text\":\"first\"}",
                        "{\"id\":\"lines:2\",\"tenant\":\"default\",\"tokenizer\":\"gpt2\",\"text\":\"\u00fcber\"}");
    }

    @Test
    void trainsFromATopicTheSameFromTheSameContentAndSeed() throws IOException {
        for (String format : List.of("avro", "json")) {
            Map<String, String> keys = keys("train-" + format, "millrace.documents.format", format);
            Path lines = Files.writeString(
                    folder.resolve("train.txt"), "by the way of the mill\nthe miller's way\n".repeat(40));
            run(keys, "topics", "--create", "--partitions", "3");
            run(keys, "produce", "--lines", lines.toString());
            String topic = "train-" + format + "-documents";
            String[] command = {"train", "--vocab-size", "280", "--topic", topic, "--out"};

            Result first = run(keys, with(command, folder.resolve("first").toString()));
            Result again = run(keys, with(command, folder.resolve("again").toString()));
            Result files = Cli.run(
                    "train",
                    "--vocab-size",
                    "280",
                    "--lines",
                    lines.toString(),
                    "--out",
                    folder.resolve("files").toString());

            assertThat(List.of(first.code(), again.code(), files.code()))
                    .as("%s", first)
                    .containsOnly(0);
            assertThat(first.out()).contains("\"documents\":80,");
            assertThat(first.err()).contains("kept 80 of 80 records");
            assertThat(folder.resolve("again/tokenizer.json"))
                    .hasSameBinaryContentAs(folder.resolve("first/tokenizer.json"));
            assertThat(folder.resolve("files/tokenizer.json"))
                    .hasSameBinaryContentAs(folder.resolve("first/tokenizer.json"));
        }
        Result none = run(keys("train-json"), "train", "--vocab-size", "280", "--topic", "nowhere", "--out", "x");
        assertThat(none.err()).contains("topic nowhere does not exist");
    }

    private static String[] with(String[] command, String last) {
        return Stream.concat(Stream.of(command), Stream.of(last)).toArray(String[]::new);
    }

    @Test
    void runsUntilItIsToldToStopAndReplaysWhatWasRejected() throws IOException, InterruptedException {
        Map<String, String> keys =
                keys("run", "millrace.documents.format", "json", "millrace.tokenizers", "cl100k_base");
        Path documents = Files.writeString(
                folder.resolve("run.jsonl"),
                "{\"id\":\"good\",\"text\":\"hello world\"}\n{\"id\":\"bad\",\"text\":\"x\",\"tokenizer\":\"gpt2\"}\n");
        run(keys, "topics", "--create", "--partitions", "2");
        assertThat(run(keys, "produce", documents.toString()).code()).isZero();

        try (ServiceProcess service = ServiceProcess.start(folder.resolve("run.properties"))) {
            service.awaitReady();
            assertThat(read(keys, "run-tokens", 1)).hasSize(1);
            assertThat(read(keys, "run-rejected", 1)).hasSize(1);
            assertThat(service.get("/health/live")).isEqualTo("live\n");
            assertThat(service.get("/metrics"))
                    .contains("millrace_documents_total{", "millrace_rejected_total{", "jvm_memory_used_bytes{")
                    .contains("kafka_stream_");
            assertThat(service.terminate()).as(service.log()).isZero();
        }
        seesAndReplays(keys);

        // After the fix the replayed document comes out, and nothing else is rejected.
        keys.put("millrace.tokenizers", "cl100k_base,gpt2");
        run(keys, "topics");
        try (ServiceProcess service = ServiceProcess.start(folder.resolve("run.properties"))) {
            service.awaitReady();
            assertThat(read(keys, "run-tokens", 2))
                    .extracting(record -> new String(record.key(), UTF_8))
                    .containsExactlyInAnyOrder("good", "bad");
            assertThat(service.terminate()).as(service.log()).isZero();
        }
    }

    private static void seesAndReplays(Map<String, String> keys) throws IOException {
        Result list = run(keys, "rejected", "list");
        assertThat(list.code()).as("%s", list).isZero();
        assertThat(list.lines()).hasSize(2);
        assertThat(list.lines().get(1))
                .containsPattern("^run-rejected-\\d@\\d+ +UNKNOWN_TOKENIZER +gpt2 +run-documents-\\d@\\d+ +\\d+ +no ");
        String place = list.lines().get(1).split(" ", 2)[0];
        Result show = run(keys, "rejected", "show", place);
        assertThat(show.out()).contains("millrace.rejected.reason: UNKNOWN_TOKENIZER", "key: bad", "\"text\":\"x\"");
        assertThat(run(keys, "rejected", "show", "--raw", place).out())
                .startsWith("{\"id\":\"bad\"")
                .endsWith("}");
        assertThat(run(keys, "rejected", "show", "0@999").code()).isEqualTo(1);
        assertThat(run(keys, "rejected", "list", "--reason", "UNDECODABLE").err())
                .contains("Nothing was rejected");

        assertThat(run(keys, "rejected", "replay", "--dry-run").err()).contains("would replay " + place);
        assertThat(run(keys, "rejected", "replay", "--offsets", "5..").err()).contains("0 replayed");
        assertThat(run(keys, "rejected", "replay").err()).contains("1 replayed.");
        assertThat(run(keys, "rejected", "replay").err())
                .contains("replayed before")
                .contains("0 replayed.");

        assertThat(run(keys, "rejected", "list", "--json").out()).contains("\"replayed\":true");
        ConsumerRecord<byte[], byte[]> again = read(keys, "run-documents", 3).stream()
                .filter(record -> record.headers().lastHeader("millrace.replayed.from") != null)
                .findFirst()
                .orElseThrow();
        assertThat(header(again, "millrace.replayed.from")).isEqualTo(place);
        assertThat(new String(again.key(), UTF_8)).isEqualTo("bad");
        assertThat(again.headers().lastHeader("millrace.rejected.reason")).isNull();
    }

    @Test
    void aTruncatedDocumentCannotBeReplayed() throws IOException, InterruptedException {
        Map<String, String> keys = keys("large", "millrace.documents.format", "text");
        Path document = Files.writeString(folder.resolve("large.txt"), "x".repeat(2_000_000));
        run(keys, "topics", "--create", "--partitions", "1");
        assertThat(run(keys, "produce", document.toString()).code()).isZero();
        keys.put("millrace.document.max.bytes", "1000000");
        run(keys, "topics");

        try (ServiceProcess service = ServiceProcess.start(folder.resolve("large.properties"))) {
            assertThat(read(keys, "large-rejected", 1)).hasSize(1);
            assertThat(service.terminate()).as(service.log()).isZero();
        }

        assertThat(run(keys, "rejected", "list").out()).containsPattern("DOCUMENT_TOO_LARGE .* 2,000,000 +cannot ");
        Result replay = run(keys, "rejected", "replay");
        assertThat(replay.code()).isZero();
        assertThat(replay.err())
                .contains("only the beginning of its 2000000 bytes was kept")
                .contains("0 replayed.");
    }

    @Test
    void aStopThatCannotFinishWaitsOnlyOnce() throws IOException, InterruptedException {
        Map<String, String> keys =
                keys("stuck", "consumer.session.timeout.ms", "60000", "millrace.shutdown.timeout.ms", "8000");
        run(keys, "topics", "--create", "--partitions", "1");
        try (ServiceProcess killed = ServiceProcess.start(folder.resolve("stuck.properties"))) {
            killed.awaitReady();
            killed.kill();
        }

        // It waits for the killed one, which the group knows for a minute.
        try (ServiceProcess waiting = ServiceProcess.start(folder.resolve("stuck.properties"))) {
            awaitGroup("stuck", ClassicGroupState.PREPARING_REBALANCE);
            assertThat(waiting.terminate()).as(waiting.log()).isEqualTo(1);
            assertThat(Duration.between(waiting.timeOf("Not finished after 8000 ms"), waiting.timeOf("Stopped")))
                    .as(waiting.log())
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void aRunThatCannotStartFailsWithOneSentence() throws IOException, InterruptedException {
        Map<String, String> keys = keys("missing", "millrace.http.port", "-1");
        run(keys, "topics");

        try (ServiceProcess service = ServiceProcess.start(folder.resolve("missing.properties"))) {
            assertThat(service.awaitExit()).as(service.log()).isEqualTo(1);
            assertThat(service.log())
                    .contains("millrace: topics missing-documents, missing-tokens, missing-rejected must exist");
        }
    }
}

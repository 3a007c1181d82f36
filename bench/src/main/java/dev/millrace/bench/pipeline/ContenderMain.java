package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.TokenizationRuntime;
import dev.millrace.topology.TokenizationTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Main class of the child JVM in which one contender runs; ends when its standard input does. */
final class ContenderMain {
    /** Property: a {@link Contender}. */
    static final String CONTENDER = "bench.contender";

    /** Property: bytes of output per byte of input for the pass-through. */
    static final String OUTPUT_RATIO = "bench.output.ratio";

    /** Property: the {@code tokenizer.json} for DJL. */
    static final String TOKENIZER_JSON = "bench.tokenizer.json";

    /** Property: the topic of tokens of a rival. */
    static final String TOKENS = "bench.tokens";

    /** Property: the topic of input of a rival. */
    static final String INPUT = "bench.input";

    private ContenderMain() {}

    public static void main(String[] arguments) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]), UTF_8)) {
            properties.load(reader);
        }
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        KafkaStreams streams = streams(properties, meters);
        streams.start();
        System.in.read();
        streams.close(Duration.ofSeconds(30));
        meters.getMeters()
                .forEach(meter -> meter.measure()
                        .forEach(measured ->
                                System.out.println("METER " + meter.getId().getName() + " " + measured.getStatistic()
                                        + " " + measured.getValue())));
        // Native tokenizers may leave threads behind.
        System.exit(0);
    }

    private static KafkaStreams streams(Properties properties, SimpleMeterRegistry meters) throws IOException {
        return switch (Contender.valueOf(properties.getProperty(CONTENDER))) {
            case MILLRACE -> millrace(properties, meters);
            case PASS_THROUGH -> new KafkaStreams(passThrough(properties), properties);
            case JTOKKIT -> new KafkaStreams(mapped(properties, jtokkit()), properties);
            case DJL -> new KafkaStreams(mapped(properties, djl(properties)), properties);
        };
    }

    private static KafkaStreams millrace(Properties properties, SimpleMeterRegistry meters) {
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("bench."))
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        TokenizationRuntime runtime = TokenizationRuntime.create(new MillraceConfig(settings), meters);
        KafkaStreams streams = new KafkaStreams(TokenizationTopology.build(runtime), runtime.streamsProperties());
        streams.setUncaughtExceptionHandler(runtime.uncaughtExceptionHandler());
        return streams;
    }

    private static Topology passThrough(Properties properties) {
        double ratio = Double.parseDouble(properties.getProperty(OUTPUT_RATIO));
        return mapped(properties, Serdes.ByteArray(), value -> stretched(value, (int) (value.length * ratio)));
    }

    /** The input again and again, up to a length: bytes that compress like the input's own. */
    private static byte[] stretched(byte[] value, int length) {
        byte[] output = Arrays.copyOf(value, length);
        for (int done = value.length; done < length; done += value.length) {
            System.arraycopy(value, 0, output, done, Math.min(value.length, length - done));
        }
        return output;
    }

    private static Topology mapped(Properties properties, Function<String, byte[]> encode) {
        return mapped(properties, Serdes.String(), encode);
    }

    private static <T> Topology mapped(Properties properties, Serde<T> input, Function<T, byte[]> mapper) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(properties.getProperty(INPUT), Consumed.with(Serdes.ByteArray(), input))
                .mapValues(mapper::apply)
                .to(properties.getProperty(TOKENS), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static Function<String, byte[]> jtokkit() {
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
        return text -> {
            IntArrayList ids = encoding.encodeOrdinary(text);
            ByteBuffer packed = ByteBuffer.allocate(4 * ids.size()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < ids.size(); i++) {
                packed.putInt(ids.get(i));
            }
            return packed.array();
        };
    }

    private static Function<String, byte[]> djl(Properties properties) throws IOException {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                Path.of(properties.getProperty(TOKENIZER_JSON)), Map.of("truncation", "false", "padding", "false"));
        return text -> {
            long[] ids = tokenizer.encode(text).getIds();
            ByteBuffer packed = ByteBuffer.allocate(4 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
            for (long id : ids) {
                packed.putInt((int) id);
            }
            return packed.array();
        };
    }
}

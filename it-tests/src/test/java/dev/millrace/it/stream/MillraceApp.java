package dev.millrace.it.stream;

import dev.millrace.it.chaos.StreamsApp;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.TokenizationRuntime;
import dev.millrace.topology.TokenizationTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;

/** The tokenization as users run it, for a child JVM. */
public final class MillraceApp implements StreamsApp {

    @Override
    public KafkaStreams create(Properties properties) {
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("it."))
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        TokenizationRuntime runtime =
                TokenizationRuntime.create(new MillraceConfig(settings), new SimpleMeterRegistry());
        KafkaStreams streams = new KafkaStreams(TokenizationTopology.build(runtime), runtime.streamsProperties());
        streams.setUncaughtExceptionHandler(runtime.uncaughtExceptionHandler());
        return streams;
    }
}

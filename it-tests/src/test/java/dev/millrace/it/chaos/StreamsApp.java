package dev.millrace.it.chaos;

import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;

/** A stream application that a {@link StreamsChild} can run; implementations have a public constructor without arguments. */
public interface StreamsApp {

    /** Builds the application, not yet started, from the properties the test passed. */
    KafkaStreams create(Properties properties);
}

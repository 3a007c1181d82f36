package dev.millrace.serdes;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** Which subject of the registry holds the schemas of a topic's records. */
public enum SubjectNameStrategy {
    /** {@code <topic>-value} and {@code <topic>-key}: one kind of record per topic. The default. */
    TOPIC_NAME("TopicNameStrategy"),
    /** {@code <full name of the record>}: the same kind of record wherever it is. */
    RECORD_NAME("RecordNameStrategy"),
    /** {@code <topic>-<full name of the record>}: several kinds of record per topic. */
    TOPIC_RECORD_NAME("TopicRecordNameStrategy");

    private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

    private final String className;

    SubjectNameStrategy(String className) {
        this.className = className;
    }

    /** The subject for records of {@code schema} in {@code topic}. */
    public String subject(String topic, boolean isKey, Schema schema) {
        return switch (this) {
            case TOPIC_NAME -> topic + (isKey ? "-key" : "-value");
            case RECORD_NAME -> schema.getFullName();
            case TOPIC_RECORD_NAME -> topic + "-" + schema.getFullName();
        };
    }

    /**
     * The strategy that a configuration value names: {@code TopicName}, {@code TopicNameStrategy} or the full name of
     * Confluent's class, and likewise for the others.
     *
     * @throws ConfigException if it names another
     */
    public static SubjectNameStrategy parse(String key, String value) {
        String name = value.startsWith(CONFLUENT_PACKAGE) ? value.substring(CONFLUENT_PACKAGE.length()) : value;
        for (SubjectNameStrategy strategy : values()) {
            if (strategy.className.equals(name) || strategy.className.equals(name + "Strategy")) {
                return strategy;
            }
        }
        throw new ConfigException(
                key,
                value,
                "must be one of "
                        + Arrays.stream(values())
                                .map(strategy -> strategy.className)
                                .collect(Collectors.joining(", ")));
    }
}

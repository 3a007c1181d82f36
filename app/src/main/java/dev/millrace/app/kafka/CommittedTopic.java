package dev.millrace.app.kafka;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.topology.MillraceConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what a topic holds now: committed records only, without a consumer group. */
final class CommittedTopic {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final MillraceConfig config;
    private final String name;

    CommittedTopic(MillraceConfig config, String name) {
        this.config = config;
        this.name = name;
    }

    /** That of the rejected documents; {@code restricted}: of topics that are redacted. */
    static CommittedTopic rejected(MillraceConfig config, boolean restricted) {
        return new CommittedTopic(config, restricted ? config.restrictedTopic() : config.rejectedTopic());
    }

    String name() {
        return name;
    }

    /** How many offsets there are between the first record and the end, all partitions together. */
    long extent() {
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            List<TopicPartition> partitions = partitions(reader);
            Map<TopicPartition, Long> begins = reader.beginningOffsets(partitions);
            long extent = 0;
            for (Map.Entry<TopicPartition, Long> end :
                    reader.endOffsets(partitions).entrySet()) {
                extent += end.getValue() - begins.getOrDefault(end.getKey(), 0L);
            }
            return extent;
        }
    }

    /**
     * Hands every record that is there now to {@code consumer}, in order of offsets within a partition.
     *
     * @throws CommandFailure if the topic does not exist
     */
    void forEach(Consumer<ConsumerRecord<byte[], byte[]>> consumer) {
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            List<TopicPartition> partitions = partitions(reader);
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(POLL).forEach(consumer);
            }
        }
    }

    /** The record at one place, or null if there is none, or none any more. */
    @Nullable
    ConsumerRecord<byte[], byte[]> at(int partition, long offset) {
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            TopicPartition place = new TopicPartition(name(), partition);
            if (!partitions(reader).contains(place)) {
                return null;
            }
            reader.assign(List.of(place));
            long begin = reader.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
            long end = reader.endOffsets(List.of(place)).getOrDefault(place, 0L);
            reader.seek(place, Math.max(begin, offset));
            while (offset >= begin && offset < end && reader.position(place) <= offset) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    if (record.offset() >= offset) {
                        return record.offset() == offset ? record : null;
                    }
                }
            }
            return null;
        }
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        Map<String, Object> properties = ClientProperties.consumer(config);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> reader) {
        List<PartitionInfo> known = reader.partitionsFor(name());
        if (known == null || known.isEmpty()) {
            throw new CommandFailure(
                    "topic " + name() + " does not exist; 'millrace topics --create' creates what is missing");
        }
        return known.stream()
                .map(partition -> new TopicPartition(name(), partition.partition()))
                .toList();
    }
}

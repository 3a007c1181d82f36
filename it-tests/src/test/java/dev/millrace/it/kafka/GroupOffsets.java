package dev.millrace.it.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** Offsets that a group has committed. */
public final class GroupOffsets {
    private GroupOffsets() {}

    /** The offsets that {@code group} has committed for {@code topic}; partitions without one are left out. */
    public static Map<TopicPartition, Long> committed(Admin admin, String group, String topic) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Answer.of(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "list the offsets of group " + group)
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(topic)) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }
}

package dev.millrace.it.chaos;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The micro-batcher that everybody writes first, and that loses documents even under {@code exactly_once_v2}: records
 * wait in the processor's heap until a punctuator sends the batch, and Streams commits their offsets meanwhile. Output
 * value: source partition (int), source offset (long), then each content byte as an int.
 */
public final class NaiveBufferApp implements StreamsApp {
    static final String DOCUMENTS = "it.documents";
    static final String TOKENS = "it.tokens";

    private static final int BATCH = 256;

    @Override
    public KafkaStreams create(Properties properties) {
        Topology topology = new Topology();
        topology.addSource(
                        "documents",
                        Serdes.ByteArray().deserializer(),
                        Serdes.ByteArray().deserializer(),
                        properties.getProperty(DOCUMENTS))
                .addProcessor("buffer", Buffer::new, "documents")
                .addSink(
                        "tokens",
                        properties.getProperty(TOKENS),
                        Serdes.ByteArray().serializer(),
                        Serdes.ByteArray().serializer(),
                        (topic, key, value, partitions) -> java.util.Optional.of(
                                java.util.Set.of(ByteBuffer.wrap(value).getInt() % partitions)),
                        "buffer");
        return new KafkaStreams(topology, properties);
    }

    private static final class Buffer implements Processor<byte[], byte[], byte[], byte[]> {
        private final List<Record<byte[], byte[]>> buffered = new ArrayList<>();

        @SuppressWarnings("NullAway.Init") // Streams calls init first.
        private ProcessorContext<byte[], byte[]> context;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            // Longer than several commits: at the time of each something waits.
            context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, now -> flush());
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            var source = context.recordMetadata().orElseThrow();
            ByteBuffer value = ByteBuffer.allocate(12 + 4 * record.value().length)
                    .putInt(source.partition())
                    .putLong(source.offset());
            for (byte b : record.value()) {
                value.putInt(b);
            }
            buffered.add(record.withValue(value.array()));
            if (buffered.size() == BATCH) {
                flush();
            }
        }

        private void flush() {
            buffered.forEach(context::forward);
            buffered.clear();
        }
    }
}

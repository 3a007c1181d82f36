package dev.millrace.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.RejectedHeaders;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends rejected documents back, each in one transaction with the note that it was. There is one replayer at a time per
 * application id: a second one fences the first.
 */
final class Replayer implements AutoCloseable {
    private static final int RECORDS_A_TRANSACTION = 100;
    private static final byte[] NOTHING = new byte[0];

    private final KafkaProducer<byte[], byte[]> producer;
    private int inTransaction;
    private long replayed;

    /** Waits until the transaction of an earlier replayer, if one is open, has ended. */
    Replayer(MillraceConfig config) {
        Map<String, Object> properties = ClientProperties.producer(config);
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                config.foreignKeys().get("application.id") + "-rejected-replay");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(TopicPlan.requestSize(config)));
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Queues the document of {@code entry}, which is {@code record}, and the note about it. */
    void replay(RejectedEntry entry, ConsumerRecord<byte[], byte[]> record) {
        if (inTransaction == 0) {
            producer.beginTransaction();
        }
        String topic = entry.text(RejectedHeaders.TOPIC, "");
        send(new ProducerRecord<>(
                topic, partition(entry, topic), timestamp(entry), record.key(), record.value(), headers(entry)));
        ProducerRecord<byte[], byte[]> note = new ProducerRecord<>(
                record.topic(), record.partition(), entry.coordinates().getBytes(UTF_8), NOTHING);
        note.headers().add(RejectedHeaders.REPLAYED_FROM, entry.coordinates().getBytes(UTF_8));
        send(note);
        replayed++;
        if (++inTransaction == RECORDS_A_TRANSACTION) {
            commit();
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        // A record that fails fails the commit.
        var unused = producer.send(record);
    }

    /**
     * Commits what was queued.
     *
     * @throws CommandFailure if Kafka refused; nothing since the last commit was replayed then
     */
    void commit() {
        if (inTransaction == 0) {
            return;
        }
        try {
            producer.commitTransaction();
            inTransaction = 0;
        } catch (KafkaException e) {
            long committed = replayed - inTransaction;
            throw new CommandFailure(
                    committed + " were replayed, then Kafka refused: " + Reasons.of(e) + "; run it again", e);
        }
    }

    /** How many documents were queued; after {@link #commit}, replayed. */
    long replayed() {
        return replayed;
    }

    /** The partition it came from, as long as the topic has it. */
    private @Nullable Integer partition(RejectedEntry entry, String topic) {
        String partition = entry.text(RejectedHeaders.PARTITION);
        if (partition == null) {
            return null;
        }
        int number = Integer.parseInt(partition);
        return number < producer.partitionsFor(topic).size() ? number : null;
    }

    private static @Nullable Long timestamp(RejectedEntry entry) {
        long timestamp = Long.parseLong(entry.text(RejectedHeaders.TIMESTAMP, "-1"));
        return timestamp < 0 ? null : timestamp;
    }

    private static Headers headers(RejectedEntry entry) {
        Headers headers = new RecordHeaders();
        for (Header header : entry.headers()) {
            if (!header.key().startsWith(RejectedHeaders.PREFIX)) {
                headers.add(header);
            }
        }
        headers.add(RejectedHeaders.REPLAYED_FROM, entry.coordinates().getBytes(UTF_8));
        String tokenizer = entry.text(RejectedHeaders.TOKENIZER);
        if (tokenizer != null) {
            headers.add(RejectedHeaders.REPLAYED_TOKENIZER, tokenizer.getBytes(UTF_8));
        }
        return headers;
    }

    /** Ends without committing what was queued since the last commit. */
    @Override
    public void close() {
        producer.close();
    }
}

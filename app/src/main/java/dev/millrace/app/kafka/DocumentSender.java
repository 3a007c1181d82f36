package dev.millrace.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import dev.millrace.schemas.RawDocument;
import dev.millrace.serdes.MillraceAvroSerializer;
import dev.millrace.topology.DocumentFormat;
import dev.millrace.topology.MillraceConfig;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends documents to a documents topic, in whatever format the configuration gives that topic. The id is the record's
 * key.
 *
 * <p><b>Thread safety:</b> one thread sends.
 */
public final class DocumentSender implements AutoCloseable {
    private static final int LINGER_MS = 20;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final long MIN_BUFFER_BYTES = 32L << 20;
    private static final int REQUESTS_IN_BUFFER = 3;
    private static final String MAX_BLOCK_MS = "300000";

    private final String topic;
    private final DocumentFormat format;
    private final Producer<byte[], byte[]> producer;
    private final MillraceAvroSerializer<RawDocument> avro = new MillraceAvroSerializer<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> fatal = new AtomicReference<>();
    private final FailureListener onFailure;

    /** Hears of documents that the cluster refused; called by the producer's thread. */
    @FunctionalInterface
    public interface FailureListener {
        /** The document {@code id} was not written; {@code reason} says why. */
        void failed(String id, String reason);
    }

    /** Sends to {@code topic} with the clients' part of {@code config}. */
    public DocumentSender(MillraceConfig config, String topic, FailureListener onFailure) {
        this.topic = topic;
        this.format = config.format(topic);
        this.onFailure = onFailure;
        Map<String, Object> properties = ClientProperties.producer(config);
        long request = TopicPlan.requestSize(config);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(request));
        properties.putIfAbsent(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                String.valueOf(Math.max(MIN_BUFFER_BYTES, REQUESTS_IN_BUFFER * request)));
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        // A full buffer is back-pressure, not an error.
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        if (format == DocumentFormat.AVRO) {
            avro.configure(properties, false);
        }
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Queues a document; waits while the buffer is full. Its content is only read during the call.
     *
     * @throws CommandFailure if the cluster has refused an earlier one for a reason that concerns all
     */
    public void send(RawDocument document) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, document.getId().getBytes(UTF_8), value(document));
        if (format == DocumentFormat.BYTES || format == DocumentFormat.TEXT) {
            addHeaders(record.headers(), document);
        }
        send(document.getId(), record);
    }

    /** Queues a value as it is, whatever the format says. */
    public void sendRaw(String id, byte[] value) {
        send(id, new ProducerRecord<>(topic, id.getBytes(UTF_8), value));
    }

    private void send(String id, ProducerRecord<byte[], byte[]> record) {
        throwIfBroken();
        var unused = producer.send(record, (metadata, e) -> {
            if (e == null) {
                acknowledged.incrementAndGet();
            } else if (e instanceof RecordTooLargeException) {
                onFailure.failed(id, Reasons.of(e));
            } else {
                fatal.compareAndSet(null, e);
            }
        });
    }

    /** How many documents the cluster has acknowledged. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /**
     * Waits until every document is acknowledged or refused.
     *
     * @throws CommandFailure as {@link #send}
     */
    public void flush() {
        producer.flush();
        throwIfBroken();
    }

    private void throwIfBroken() {
        Exception broken = fatal.get();
        if (broken != null) {
            throw new CommandFailure(
                    "documents cannot be written to topic " + topic + ": " + Reasons.of(broken), broken);
        }
    }

    private byte[] value(RawDocument document) {
        if (format == DocumentFormat.AVRO) {
            byte[] value = avro.serialize(topic, document);
            if (value == null) {
                throw new IllegalStateException("a record that is not null has a value");
            }
            return value;
        }
        if (format == DocumentFormat.JSON) {
            return JsonValue.of(document);
        }
        ByteBuffer content = document.getContent().duplicate();
        byte[] value = new byte[content.remaining()];
        content.get(value);
        return value;
    }

    private static void addHeaders(Headers headers, RawDocument document) {
        add(headers, "tenant", document.getTenant());
        add(headers, "domain", document.getDomain());
        add(headers, "tokenizer", document.getTokenizer());
        add(headers, "media-type", document.getMediaType());
        add(headers, "language", document.getLanguage());
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value.getBytes(UTF_8));
        }
    }

    @Override
    public void close() {
        producer.close();
        avro.close();
    }
}

package dev.millrace.topology;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka Streams itself detects goes to the rejected topic too, with the same headers: the three handlers of Streams
 * in one. A broken device, registry or broker is no fault of a record and stops the thread instead.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class RejectingExceptionHandler
        implements DeserializationExceptionHandler, ProcessingExceptionHandler, ProductionExceptionHandler {
    private @Nullable TokenizationRuntime runtime;

    /** For Kafka, which creates handlers by reflection. */
    public RejectingExceptionHandler() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(MicroBatchInterceptor.RUNTIME) instanceof TokenizationRuntime configured)) {
            throw new ConfigException(
                    MicroBatchInterceptor.RUNTIME,
                    configs.get(MicroBatchInterceptor.RUNTIME),
                    "must be set by TokenizationRuntime.configure");
        }
        runtime = configured;
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        return DeserializationExceptionHandler.Response.resume(
                rejected(context, record.key(), record.value(), RejectReason.UNDECODABLE, exception));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (isBroken(exception)) {
            return ProcessingExceptionHandler.Response.fail();
        }
        return ProcessingExceptionHandler.Response.resume(rejected(
                context, context.sourceRawKey(), context.sourceRawValue(), RejectReason.PROCESSING_FAILURE, exception));
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        boolean recordIsToBlame =
                exception instanceof RecordTooLargeException || exception instanceof InvalidRecordException;
        // Without its table a token record could not be read: a table that is refused fails the transaction.
        boolean mustNotBeMissing = runtime().config().rejectedTopics().contains(record.topic())
                || record.topic().equals(runtime().config().mergesTopic());
        if (!recordIsToBlame || mustNotBeMissing) {
            return ProductionExceptionHandler.Response.fail();
        }
        RejectReason reason = exception instanceof RecordTooLargeException
                ? RejectReason.RECORD_TOO_LARGE
                : RejectReason.PRODUCE_FAILURE;
        return ProductionExceptionHandler.Response.resume(
                rejected(context, context.sourceRawKey(), context.sourceRawValue(), reason, exception));
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface's own signature
    public ProductionExceptionHandler.Response handleSerializationError(
            ErrorHandlerContext context,
            ProducerRecord record,
            Exception exception,
            SerializationExceptionOrigin origin) {
        return ProductionExceptionHandler.Response.resume(rejected(
                context, context.sourceRawKey(), context.sourceRawValue(), RejectReason.UNSERIALIZABLE, exception));
    }

    private static boolean isBroken(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof BackendException) {
                return true;
            }
        }
        return false;
    }

    private List<ProducerRecord<byte[], byte[]>> rejected(
            ErrorHandlerContext context,
            byte @Nullable [] key,
            byte @Nullable [] value,
            RejectReason reason,
            Exception exception) {
        TokenizationRuntime current = runtime();
        current.meters().rejected(reason).increment();
        String topic = context.topic() == null ? "" : context.topic();
        SourceCoordinates source =
                new SourceCoordinates(topic, context.partition(), context.offset(), context.timestamp());
        Rejection rejection = new Rejection(
                reason,
                null,
                "a record must pass " + context.processorNodeId() + ", but this one ends in " + exception);
        RejectedRecords.Rejected rejected =
                current.rejectedRecords().of(key, value, context.headers(), source, rejection);
        return List.of(new ProducerRecord<>(
                current.config().rejectedTopic(topic),
                null,
                Math.max(0, context.timestamp()),
                rejected.key(),
                rejected.value(),
                rejected.headers()));
    }

    private TokenizationRuntime runtime() {
        TokenizationRuntime current = runtime;
        if (current == null) {
            throw new IllegalStateException("configure() must be called before a handler is used");
        }
        return current;
    }
}

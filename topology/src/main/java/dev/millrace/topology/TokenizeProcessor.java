package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes the results of its record and emits them: token records to one child, rejections to the other. All outputs of a
 * record leave within its {@code process()} call, in the transaction that commits its offset; nothing is kept for later.
 *
 * <p>The deserializer hands it a record whose results are on their way already; where there are none (no interceptor, or
 * the memory budget was reached) it encodes that record itself.
 *
 * <p><b>Thread safety:</b> one per task, used by its thread.
 */
public final class TokenizeProcessor implements Processor<byte[], IncomingRecord, byte[], SerializedRecord> {
    private final TokenizationRuntime runtime;
    private final String tokensChild;
    private final String rejectedChild;
    private final String mergesChild;
    private final InlineEncoders inlineEncoders;
    private final TokenRecords tokenRecords;
    private final RejectedRecords rejectedRecords;
    private final AvroRecordWriter<TokenRecord> writer;
    private final @Nullable DynamicMerges dynamicMerges;

    private @Nullable ProcessorContext<byte[], SerializedRecord> context;

    TokenizeProcessor(TokenizationRuntime runtime, String tokensChild, String rejectedChild, String mergesChild) {
        this.runtime = runtime;
        this.tokensChild = tokensChild;
        this.rejectedChild = rejectedChild;
        this.mergesChild = mergesChild;
        this.inlineEncoders = new InlineEncoders();
        this.tokenRecords = runtime.newTokenRecords();
        this.rejectedRecords = runtime.rejectedRecords();
        this.writer = runtime.newTokenRecordWriter();
        this.dynamicMerges = runtime.config().mergesDynamically()
                ? new DynamicMerges(runtime.newMergeTableWriter(), runtime.maxRecordBytes())
                : null;
    }

    @Override
    public void init(ProcessorContext<byte[], SerializedRecord> initial) {
        context = initial;
    }

    @Override
    public void process(Record<byte[], IncomingRecord> record) {
        record.headers().remove(AttachedRecord.KEY);
        IncomingRecord incoming = record.value();
        try {
            SourceCoordinates source = coordinates(record);
            if (incoming.decoded() instanceof Decoded.AwaitingSchema awaiting) {
                incoming = runtime.readAfterResolving(awaiting.schema(), source.topic(), record.headers(), incoming);
            }
            process(record, incoming, source);
        } finally {
            incoming.release();
        }
    }

    private void process(Record<byte[], IncomingRecord> record, IncomingRecord incoming, SourceCoordinates source) {
        Decoded decoded = incoming.decoded();
        if (decoded instanceof Decoded.Document document) {
            emit(record, incoming, document, source);
        } else if (decoded instanceof Decoded.Undecodable undecodable) {
            Rejection rejection = new Rejection(undecodable.reason(), null, undecodable.message());
            forward(List.of(rejected(record, incoming, source, rejection)));
        } else if (decoded instanceof Decoded.Tombstone) {
            runtime.meters().tombstones.increment();
        } else {
            throw new IllegalStateException("a resolved record must be decoded, but is " + decoded);
        }
    }

    /**
     * One output, with the child it goes to.
     *
     * @param announced the dynamic batch whose table it is, or null
     */
    private record Output(
            String child,
            Record<byte[], SerializedRecord> record,
            @Nullable DynamicSlice announced) {
        Output(String child, Record<byte[], SerializedRecord> record) {
            this(child, record, null);
        }
    }

    /** Redacts the document first, if it must be; one that cannot be goes nowhere but to its rejected topic. */
    private void emit(
            Record<byte[], IncomingRecord> record,
            IncomingRecord incoming,
            Decoded.Document document,
            SourceCoordinates coordinates) {
        String id = id(record.key(), document, coordinates);
        PendingRedaction redaction = incoming.redaction();
        if (redaction == null) {
            emit(record, incoming, tokenRecords.source(id, document, coordinates, null));
            return;
        }
        TokenRecords.Source source;
        try {
            source = tokenRecords.source(id, redaction.document(), coordinates, redaction.text());
        } catch (RejectedException e) {
            redaction.countFailure();
            forward(List.of(rejected(record, incoming, coordinates, new Rejection(e.reason(), null, e.getMessage()))));
            return;
        }
        emit(record, incoming, source);
        redaction.count();
    }

    /** Makes everything before it forwards anything, so that a failure leaves nothing half done. */
    private void emit(Record<byte[], IncomingRecord> record, IncomingRecord incoming, TokenRecords.Source source) {
        List<Output> outputs = new ArrayList<>(incoming.targets().size());
        for (int i = 0; i < incoming.targets().size(); i++) {
            Target target = incoming.targets().get(i);
            try {
                encode(outputs, record, incoming, i, source);
            } catch (RejectedException e) {
                Rejection rejection = new Rejection(e.reason(), target.tokenizer(), e.getMessage());
                outputs.add(rejected(record, incoming, source.coordinates(), rejection));
            }
        }
        forward(outputs);
    }

    private void encode(
            List<Output> outputs,
            Record<byte[], IncomingRecord> record,
            IncomingRecord incoming,
            int index,
            TokenRecords.Source source) {
        Target target = incoming.targets().get(index);
        Lane lane = target.lane();
        if (lane == null) {
            throw new RejectedException(
                    RejectReason.UNKNOWN_TOKENIZER,
                    "tokenizer \"" + target.tokenizer() + "\" must be one of " + runtime.tokenizerNames()
                            + " (millrace.tokenizers)");
        }
        Slot slot = incoming.slot(index);
        DynamicSlice slice = slot == null || slot.slice() == null ? new DynamicSlice() : slot.slice();
        EncodedBatch encoded = ids(lane, slot, slice, source);
        int document = slot == null ? 0 : lane.dynamic() == null ? slot.index() : slot.row();
        Throwable failure = encoded.failure(document);
        if (failure != null) {
            throw RejectedException.of(failure);
        }
        byte[] key = record.key() == null ? source.id().getBytes(UTF_8) : record.key();
        List<Output> own = new ArrayList<>(1);
        String tableId = tableId(slice);
        for (TokenRecord token : tokenRecords.of(source, lane, encoded, document, tableId)) {
            own.add(serialized(record, key, token));
        }
        DynamicSlice.Table table = slice.unwrittenTable();
        if (table != null) {
            outputs.add(table(record, source, slice, table));
        }
        outputs.addAll(own);
        runtime.meters().ratio.count(slot == null);
        lane.meters().documents.increment();
        lane.meters().bytes.increment(source.document().length());
        lane.meters().tokens.increment(encoded.count(document));
    }

    /** The ids of the record's sub-batch, or of its dynamic batch. */
    private EncodedBatch ids(Lane lane, @Nullable Slot slot, DynamicSlice slice, TokenRecords.Source source) {
        DynamicOptions dynamic = lane.dynamic();
        if (dynamic == null || dynamicMerges == null) {
            return slot == null ? inlineEncoders.encode(lane, source.document(), source.redacted()) : await(slot);
        }
        if (slot == null) { // a batch of its own
            EncodedBatch alone = inlineEncoders.encode(lane, source.document(), source.redacted());
            return slice.complete(dynamicMerges.of(lane, dynamic, alone)).encoded();
        }
        return dynamicMerges.of(lane, dynamic, slice, this::await).encoded();
    }

    private static @Nullable String tableId(DynamicSlice slice) {
        DynamicSlice.Merged merged = slice.merged();
        return merged == null || merged.table() == null ? null : merged.table().id();
    }

    /** A table names no document: it has its batch's coordinates from whoever names it. */
    private Output table(
            Record<byte[], IncomingRecord> record,
            TokenRecords.Source source,
            DynamicSlice slice,
            DynamicSlice.Table table) {
        SerializedRecord value = new SerializedRecord(source.coordinates().partition(), table.value());
        return new Output(
                mergesChild,
                new Record<>(table.id().getBytes(UTF_8), value, record.timestamp(), new RecordHeaders()),
                slice);
    }

    private EncodedBatch await(Slot slot) {
        if (slot.isDone()) {
            return slot.await(0);
        }
        long started = System.nanoTime();
        EncodedBatch encoded = slot.await(runtime.batchTimeoutMs());
        if (System.nanoTime() - started > runtime.longWaitNanos() && context != null) {
            // A transaction that outputs have opened stays open while we wait: close it before the next wait.
            context.commit();
        }
        return encoded;
    }

    private Output serialized(Record<byte[], IncomingRecord> record, byte[] key, TokenRecord token) {
        Headers headers = PassedHeaders.withoutValue(record.headers());
        byte[] value = writer.write(headers, token);
        long size = RecordSize.of(key, value, headers);
        if (size > runtime.maxRecordBytes()) {
            throw new RejectedException(
                    RejectReason.RECORD_TOO_LARGE,
                    "a token record must have at most " + runtime.maxRecordBytes()
                            + " bytes (max.request.size), but has " + size
                            + "; millrace.record.max.tokens makes it smaller");
        }
        SerializedRecord serialized = new SerializedRecord(token.getSourcePartition(), value);
        return new Output(tokensChild, new Record<>(key, serialized, record.timestamp(), headers));
    }

    private Output rejected(
            Record<byte[], IncomingRecord> record,
            IncomingRecord incoming,
            SourceCoordinates source,
            Rejection rejection) {
        runtime.meters().rejected(rejection.reason()).increment();
        RejectedRecords.Rejected rejected =
                rejectedRecords.of(record.key(), incoming.value(), record.headers(), source, rejection);
        SerializedRecord value = new SerializedRecord(source.partition(), rejected.value());
        return new Output(rejectedChild, new Record<>(rejected.key(), value, record.timestamp(), rejected.headers()));
    }

    private void forward(List<Output> outputs) {
        for (Output output : outputs) {
            context().forward(output.record(), output.child());
            if (output.announced() != null) {
                output.announced().markTableWritten();
            }
        }
    }

    /** A document that does not name itself is named by its record's key, else by where it was read from. */
    private static String id(byte @Nullable [] key, Decoded.Document document, SourceCoordinates source) {
        if (!document.id().isEmpty()) {
            return document.id();
        }
        return key == null ? source.topic() + "-" + source.partition() + "-" + source.offset() : new String(key, UTF_8);
    }

    private SourceCoordinates coordinates(Record<byte[], IncomingRecord> record) {
        return context()
                .recordMetadata()
                .map(at -> new SourceCoordinates(at.topic(), at.partition(), at.offset(), record.timestamp()))
                .orElseThrow(() -> new IllegalStateException("a document must come from a topic"));
    }

    private ProcessorContext<byte[], SerializedRecord> context() {
        ProcessorContext<byte[], SerializedRecord> current = context;
        if (current == null) {
            throw new IllegalStateException("init() must be called before process()");
        }
        return current;
    }
}

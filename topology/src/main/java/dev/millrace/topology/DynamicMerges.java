package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.MergedToken;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.dynamic.BatchVocabulary;
import dev.millrace.tokenizer.dynamic.DynamicBatch;
import dev.millrace.tokenizer.dynamic.DynamicMerger;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the dynamic batches of one processor. A batch that cannot be merged, or whose table does not fit into a record,
 * keeps the ids of its tokenizer: nothing is lost for want of a merge.
 *
 * <p><b>Thread safety:</b> none; one per processor.
 */
final class DynamicMerges {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicMerges.class);

    private final AvroRecordWriter<MergeTable> writer;
    private final int maxRecordBytes;
    private final Map<Lane, DynamicMerger> mergers = new HashMap<>();

    /** {@code maxRecordBytes}: the largest record that the producer may send. */
    DynamicMerges(AvroRecordWriter<MergeTable> writer, int maxRecordBytes) {
        this.writer = writer;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** The merged documents of {@code slice}; waits with {@code await} for all of them if it is the first to ask. */
    DynamicSlice.Merged of(Lane lane, DynamicOptions options, DynamicSlice slice, Function<Slot, EncodedBatch> await) {
        DynamicSlice.Merged known = slice.merged();
        if (known != null) {
            return known;
        }
        EncodedBatch rows = new EncodedBatch(Math.max(1, slice.slots().size()), 1024);
        for (Slot slot : slice.slots()) {
            append(rows, await.apply(slot), slot.index());
        }
        return slice.complete(of(lane, options, rows));
    }

    /** The merged documents of a batch. */
    DynamicSlice.Merged of(Lane lane, DynamicOptions options, EncodedBatch rows) {
        try {
            DynamicBatch batch = merger(lane, options).merge(rows.ids(), offsets(rows), rows.size());
            DynamicSlice.Table table = table(lane, batch.vocabulary());
            if (table != null
                    && RecordSize.of(table.id().getBytes(UTF_8), table.value(), new RecordHeaders()) > maxRecordBytes) {
                return unmerged(
                        lane,
                        rows,
                        "its table has " + table.value().length + " bytes and max.request.size is " + maxRecordBytes);
            }
            lane.meters().dynamic.record(batch);
            return new DynamicSlice.Merged(withIdsOf(batch, rows), table);
        } catch (RejectedException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            mergers.remove(lane); // its scratch is in an unknown state
            return unmerged(lane, rows, "merging ends in " + e);
        }
    }

    private static DynamicSlice.Merged unmerged(Lane lane, EncodedBatch rows, String reason) {
        lane.meters().dynamic.unmerged.increment();
        LOG.warn("a batch of {} documents of tokenizer {} is not merged: {}", rows.size(), lane.name(), reason);
        return new DynamicSlice.Merged(rows, null);
    }

    private DynamicMerger merger(Lane lane, DynamicOptions options) {
        return mergers.computeIfAbsent(lane, one -> new DynamicMerger(one.tokenizer(), options));
    }

    private static void append(EncodedBatch rows, EncodedBatch encoded, int document) {
        Throwable failure = encoded.failure(document);
        if (failure != null) {
            rows.appendFailure(failure);
        } else {
            rows.append(
                    encoded.ids(),
                    encoded.offset(document),
                    encoded.offset(document + 1),
                    encoded.replacedInvalidUtf8(document));
        }
    }

    private static int[] offsets(EncodedBatch rows) {
        int[] offsets = new int[rows.size() + 1];
        Arrays.setAll(offsets, rows::offset);
        return offsets;
    }

    private static EncodedBatch withIdsOf(DynamicBatch batch, EncodedBatch rows) {
        EncodedBatch merged = new EncodedBatch(Math.max(1, rows.size()), batch.tokens());
        for (int row = 0; row < rows.size(); row++) {
            Throwable failure = rows.failure(row);
            if (failure != null) {
                merged.appendFailure(failure);
            } else {
                merged.append(batch.ids(), batch.offset(row), batch.offset(row + 1), rows.replacedInvalidUtf8(row));
            }
        }
        return merged;
    }

    private DynamicSlice.@Nullable Table table(Lane lane, BatchVocabulary vocabulary) {
        if (vocabulary.tokens().isEmpty()) {
            return null;
        }
        String id = vocabulary.id();
        List<MergedToken> entries = vocabulary.tokens().stream()
                .map(token -> new MergedToken(
                        Arrays.stream(token.baseIds()).boxed().toList(),
                        ByteBuffer.wrap(token.bytes()),
                        false,
                        token.truncated()))
                .toList();
        MergeTable table = new MergeTable(
                id,
                lane.name(),
                vocabulary.tokenizerFingerprint(),
                vocabulary.firstId(),
                entries,
                vocabulary.boundary().name().toLowerCase(Locale.ROOT),
                vocabulary.language(),
                vocabulary.maxBaseIds());
        return new DynamicSlice.Table(id, writer.write(new RecordHeaders(), table));
    }
}

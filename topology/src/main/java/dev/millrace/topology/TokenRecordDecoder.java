package dev.millrace.topology;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.MergedToken;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.IdWidth;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.dynamic.BatchVocabulary;
import dev.millrace.tokenizer.dynamic.BoundaryMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns token records back into bytes, with the merge table that a record names. */
public final class TokenRecordDecoder {
    private TokenRecordDecoder() {}

    /**
     * Returns the bytes that a record stands for.
     *
     * @param table the table with the id {@link TokenRecord#getMergeTableId()}; null if that is null
     * @throws IllegalArgumentException if the record was made with another tokenizer, names another table, or has an id
     *     that is in neither
     */
    public static byte[] decode(TokenRecord record, @Nullable MergeTable table, Tokenizer tokenizer) {
        if (!record.getTokenizerFingerprint().equals(tokenizer.fingerprint())) {
            throw new IllegalArgumentException("a record must be decoded with the tokenizer of fingerprint "
                    + record.getTokenizerFingerprint() + ", got " + tokenizer.name() + " with "
                    + tokenizer.fingerprint());
        }
        String named = record.getMergeTableId();
        if (named != null && (table == null || !table.getId().equals(named))) {
            throw new IllegalArgumentException("a record must be decoded with the merge table that it names, " + named
                    + ", got " + (table == null ? "none" : table.getId()));
        }
        int[] ids = ids(record);
        return named == null || table == null
                ? tokenizer.decode(ids, 0, ids.length)
                : vocabulary(table).decode(tokenizer, ids, 0, ids.length);
    }

    /** The content of a table. */
    public static BatchVocabulary vocabulary(MergeTable table) {
        List<BatchVocabulary.NewToken> tokens =
                new ArrayList<>(table.getEntries().size());
        for (MergedToken entry : table.getEntries()) {
            int[] baseIds =
                    entry.getBaseIds().stream().mapToInt(Integer::intValue).toArray();
            tokens.add(new BatchVocabulary.NewToken(bytes(entry.getBytes()), baseIds, entry.getTruncated()));
        }
        BoundaryMode boundary = table.getBoundary().isEmpty()
                ? BoundaryMode.PRETOKENS
                : BoundaryMode.valueOf(table.getBoundary().toUpperCase(Locale.ROOT));
        return new BatchVocabulary(
                table.getTokenizerFingerprint(),
                table.getFirstId(),
                boundary,
                table.getLanguage(),
                table.getMaxBaseIds(),
                tokens);
    }

    private static int[] ids(TokenRecord record) {
        if (record.getIds() != null) {
            return record.getIds().stream().mapToInt(Integer::intValue).toArray();
        }
        IdWidth width = record.getDtype() == IdType.U16LE ? IdWidth.U16 : IdWidth.U32;
        return width.unpack(bytes(record.getTokens()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}

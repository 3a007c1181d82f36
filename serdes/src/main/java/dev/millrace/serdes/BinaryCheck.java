package dev.millrace.serdes;

import org.apache.avro.Schema;

/**
 * Walks over Avro binary along its schema, without building anything, before Avro's own reader sees it. What passes
 * has only lengths that lie inside the data, nests at most {@link #MAX_DEPTH} deep and takes time linear in its
 * length, so the reader can run out of neither memory, stack nor time on it, even if the schema is hostile: a record
 * that contains itself without end, or a pyramid of records that take no bytes.
 */
final class BinaryCheck {
    /** Deeper than any schema written by people; shallow enough for the smallest thread stack. */
    static final int MAX_DEPTH = 128;

    /** More values per byte than any useful schema has; only null, empty records and nesting take a step for free. */
    private static final long STEPS_PER_BYTE = 64;

    private static final long FREE_STEPS = 100_000;

    private final BinaryCursor cursor;
    private long itemsLeft;
    private long stepsLeft;

    private BinaryCheck(BinaryCursor cursor) {
        this.cursor = cursor;
        // An item of a list takes a byte or more, except for lists of nothing, which no schema needs.
        this.itemsLeft = cursor.remaining();
        this.stepsLeft = FREE_STEPS + STEPS_PER_BYTE * cursor.remaining();
    }

    /**
     * Moves {@code cursor} over one datum of {@code schema}.
     *
     * @throws UndecodableException ({@code MALFORMED}) if the bytes are no such datum
     */
    static void skip(Schema schema, BinaryCursor cursor) {
        new BinaryCheck(cursor).skip(schema, MAX_DEPTH);
    }

    private void skip(Schema schema, int depth) {
        if (depth == 0) {
            throw cursor.malformed("more than " + MAX_DEPTH + " levels of nesting");
        }
        if (--stepsLeft < 0) {
            throw cursor.malformed("too many values for its length");
        }
        switch (schema.getType()) {
            case NULL -> {}
            case BOOLEAN -> cursor.skip(1);
            case INT -> cursor.readInt();
            case LONG -> cursor.readLong();
            case FLOAT -> cursor.skip(Float.BYTES);
            case DOUBLE -> cursor.skip(Double.BYTES);
            case STRING, BYTES -> cursor.skip(cursor.readLong());
            case FIXED -> cursor.skip(schema.getFixedSize());
            case ENUM -> index(schema.getEnumSymbols().size());
            case UNION -> skip(schema.getTypes().get(index(schema.getTypes().size())), depth - 1);
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema(), depth - 1);
                }
            }
            case ARRAY -> skipItems(schema.getElementType(), false, depth - 1);
            case MAP -> skipItems(schema.getValueType(), true, depth - 1);
        }
    }

    private void skipItems(Schema item, boolean keyed, int depth) {
        for (int count = cursor.readBlockCount(); count != 0; count = cursor.readBlockCount()) {
            itemsLeft -= count;
            if (itemsLeft < 0) {
                throw cursor.malformed("more list items than bytes");
            }
            for (int i = 0; i < count; i++) {
                if (keyed) {
                    cursor.skip(cursor.readLong());
                }
                skip(item, depth);
            }
        }
    }

    private int index(int size) {
        int index = cursor.readInt();
        if (index < 0 || index >= size) {
            throw cursor.malformed("the index " + index + " where " + size + " are defined");
        }
        return index;
    }
}

package dev.millrace.serdes;

import org.apache.avro.Schema;

/**
 * Walks over Avro binary along its schema, without building anything, before Avro's own reader sees it. What passes
 * has only lengths that lie inside the data and nests at most {@link #MAX_DEPTH} deep, so the reader can neither run
 * out of memory nor of stack on it, even if the schema is hostile (a record that contains itself without end).
 */
final class BinaryCheck {
    /** Deeper than any schema written by people; shallow enough for the smallest thread stack. */
    static final int MAX_DEPTH = 128;

    private BinaryCheck() {}

    /**
     * Moves {@code cursor} over one datum of {@code schema}.
     *
     * @throws UndecodableException ({@code MALFORMED}) if the bytes are no such datum
     */
    static void skip(Schema schema, BinaryCursor cursor) {
        skip(schema, cursor, MAX_DEPTH);
    }

    private static void skip(Schema schema, BinaryCursor cursor, int depth) {
        if (depth == 0) {
            throw cursor.malformed("more than " + MAX_DEPTH + " levels of nesting");
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
            case ENUM -> index(cursor, schema.getEnumSymbols().size());
            case UNION ->
                skip(schema.getTypes().get(index(cursor, schema.getTypes().size())), cursor, depth - 1);
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema(), cursor, depth - 1);
                }
            }
            case ARRAY -> skipItems(schema.getElementType(), false, cursor, depth);
            case MAP -> skipItems(schema.getValueType(), true, cursor, depth);
        }
    }

    private static void skipItems(Schema item, boolean keyed, BinaryCursor cursor, int depth) {
        for (int count = cursor.readBlockCount(); count != 0; count = cursor.readBlockCount()) {
            for (int i = 0; i < count; i++) {
                if (keyed) {
                    cursor.skip(cursor.readLong());
                }
                skip(item, cursor, depth - 1);
            }
        }
    }

    private static int index(BinaryCursor cursor, int size) {
        int index = cursor.readInt();
        if (index < 0 || index >= size) {
            throw cursor.malformed("the index " + index + " where " + size + " are defined");
        }
        return index;
    }
}

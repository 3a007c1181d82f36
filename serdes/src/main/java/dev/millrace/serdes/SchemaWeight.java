package dev.millrace.serdes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * How large a schema is when every named type is written out where it is used. Avro's reader builds that form, so a
 * short schema of records that each use the next one twice would exhaust the memory.
 */
final class SchemaWeight {
    /** Many times the largest schemas in use; a few megabytes in Avro's reader. */
    private static final long MAX_WEIGHT = 100_000;

    private final Map<String, Long> weights = new HashMap<>();

    private SchemaWeight() {}

    /** Whether {@code schema} is small enough to be used. */
    static boolean isBearable(Schema schema) {
        return new SchemaWeight().of(schema) <= MAX_WEIGHT;
    }

    private long of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> ofRecord(schema);
            case UNION -> sum(schema.getTypes());
            case ARRAY -> sum(List.of(schema.getElementType()));
            case MAP -> sum(List.of(schema.getValueType()));
            default -> 1;
        };
    }

    private long ofRecord(Schema schema) {
        Long known = weights.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        weights.put(schema.getFullName(), 1L); // inside itself it is a reference
        long weight = sum(schema.getFields().stream().map(Schema.Field::schema).toList());
        weights.put(schema.getFullName(), weight);
        return weight;
    }

    private long sum(List<Schema> parts) {
        long sum = 1;
        for (Schema part : parts) {
            sum = Math.min(sum + of(part), MAX_WEIGHT + 1);
        }
        return sum;
    }
}

package dev.millrace.serdes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro which generated classes it may instantiate. Since 1.12.1 it refuses every class that is not on a list, so
 * that no schema from outside can name one; ours are named by code, never by a schema that was read.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
final class TrustedClasses {
    private static final Set<String> TRUSTED = ConcurrentHashMap.newKeySet();

    static {
        // Whatever was trusted before stays trusted.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> TRUSTED.contains(type.getName())));
    }

    private TrustedClasses() {}

    /** Trusts the class generated from {@code schema} and those of the named types within it. */
    static void trust(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                if (TRUSTED.add(SpecificData.getClassName(schema))) {
                    schema.getFields().forEach(field -> trust(field.schema()));
                }
            }
            case ENUM, FIXED -> TRUSTED.add(SpecificData.getClassName(schema));
            case ARRAY -> trust(schema.getElementType());
            case MAP -> trust(schema.getValueType());
            case UNION -> schema.getTypes().forEach(TrustedClasses::trust);
            default -> {}
        }
    }
}

package dev.millrace.serdes;

import dev.millrace.schemas.RawDocument;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro which generated classes it may make objects of. Since 1.12.2 it refuses every class that the JVM does not
 * name as trusted, be it by the system property {@code org.apache.avro.SERIALIZABLE_PACKAGES} or, as here, in code.
 * What was trusted before stays trusted. Classes are named by code and configuration, never by a schema that was read.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
public final class TrustedClasses {
    private static final String OWN_PACKAGE = RawDocument.class.getPackageName();
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackageName().equals(OWN_PACKAGE) || NAMES.contains(type.getName())));
    }

    private TrustedClasses() {}

    /**
     * Trusts the classes of {@code dev.millrace.schemas}. Everything in this package does so by itself; whoever gives
     * these classes to another serializer calls it once before.
     */
    public static void trustOwn() {
        // The initializer of this class has done it.
    }

    /** Trusts {@code type} and the classes of the records, enums and fixed values in it. */
    static void trust(Class<? extends SpecificRecord> type) {
        trust(SpecificData.get().getSchema(type));
        NAMES.add(type.getName());
    }

    private static void trust(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                if (NAMES.add(SpecificData.getClassName(schema))) {
                    schema.getFields().forEach(field -> trust(field.schema()));
                }
            }
            case ENUM, FIXED -> NAMES.add(SpecificData.getClassName(schema));
            case UNION -> schema.getTypes().forEach(TrustedClasses::trust);
            case ARRAY -> trust(schema.getElementType());
            case MAP -> trust(schema.getValueType());
            default -> {}
        }
    }
}

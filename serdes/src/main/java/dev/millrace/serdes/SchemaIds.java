package dev.millrace.serdes;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Finds the id under which records of a schema are written to a subject, the way the configuration wants it. */
final class SchemaIds {
    private static final String JAVA_STRING = "avro.java.string";

    private SchemaIds() {}

    /**
     * The registered schema that records of {@code schema} are to be written in; one or two requests.
     *
     * @throws IncompatibleSchemaException if it may not become a version of {@code subject}, or the latest version
     *     that must be used cannot read its records
     * @throws SchemaNotFoundException if it has to be in {@code subject} and is not
     */
    static RegisteredSchema resolve(
            RegistryClient registry, SchemaRegistryConfig config, String subject, Schema schema) {
        Schema clean = config.removeJavaProperties() ? withoutJavaProperties(schema) : schema;
        if (config.useLatest()) {
            return requireReadable(subject, registry.latest(subject), clean);
        }
        return config.autoRegister() ? registry.register(subject, clean) : registry.lookup(subject, clean);
    }

    private static RegisteredSchema requireReadable(String subject, RegisteredSchema latest, Schema schema) {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), schema);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new IncompatibleSchemaException("The latest schema of subject " + subject + " must read records of "
                    + schema.getFullName() + ", but version " + latest.version() + " does not: "
                    + compatibility.getResult().getIncompatibilities());
        }
        return latest;
    }

    /** {@code schema} without {@code avro.java.string}; itself if it has none. */
    static Schema withoutJavaProperties(Schema schema) {
        String json = schema.toString();
        if (!json.contains(JAVA_STRING)) {
            return schema;
        }
        return JsonSchemas.removeProperty(json, JAVA_STRING);
    }
}

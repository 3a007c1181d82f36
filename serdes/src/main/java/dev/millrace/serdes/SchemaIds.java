package dev.millrace.serdes;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Finds the id under which records of a schema are written to a subject, the way the configuration wants it. */
final class SchemaIds {
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
        if (config.useLatest()) {
            return requireReadable(subject, registry.latest(subject), schema);
        }
        return config.autoRegister() ? registry.register(subject, schema) : registry.lookup(subject, schema);
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
}

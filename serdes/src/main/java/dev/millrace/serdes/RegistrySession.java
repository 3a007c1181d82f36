package dev.millrace.serdes;

import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a configured serializer or deserializer holds. */
record RegistrySession(SchemaRegistryConfig config, RegistryClient registry, boolean isKey) {

    static RegistrySession open(Map<String, ?> configs, boolean isKey) {
        TrustedClasses.trustOwn();
        SchemaRegistryConfig config = new SchemaRegistryConfig(configs);
        return new RegistrySession(config, RegistryClient.create(config), isKey);
    }

    static RegistrySession require(@Nullable RegistrySession session, Object owner) {
        if (session == null) {
            throw new IllegalStateException("A " + owner.getClass().getSimpleName()
                    + " must be configured before it is used, but configure() was not called or close() was.");
        }
        return session;
    }

    static void close(@Nullable RegistrySession session) {
        if (session != null) {
            session.registry.close();
        }
    }

    String subject(String topic, Schema schema) {
        return config.subjectNameStrategy(isKey).subject(topic, isKey, schema);
    }
}

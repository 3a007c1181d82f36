package dev.millrace.serdes;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A schema registry. Every call may do I/O and block up to the time-outs of {@link SchemaRegistryConfig}; nothing is
 * cached here ({@link WriterSchemas} and the serializers cache). Schemas go out without {@code avro.java.string} unless
 * {@link SchemaRegistryConfig#REMOVE_JAVA_PROPERTIES} is false, so schemas of generated classes may be passed as they
 * are.
 *
 * <p>Every call throws {@link RegistryUnavailableException} if no URL answers and {@link RegistryRejectedException} if
 * the registry refuses the request as such. Further exceptions are named at the methods.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
public interface RegistryClient extends AutoCloseable {

    /** The client that {@code configs} ask for with Confluent's keys: HTTP(S), or in this process for {@code mock://}. */
    static RegistryClient create(Map<String, ?> configs) {
        return create(new SchemaRegistryConfig(configs));
    }

    /** The client that {@code config} asks for. */
    static RegistryClient create(SchemaRegistryConfig config) {
        Optional<String> scope = config.mockScope();
        return scope.isPresent() ? new MockRegistryClient(scope.get(), config) : new HttpRegistryClient(config);
    }

    /**
     * Makes {@code schema} a version of {@code subject} unless it already is one.
     *
     * @throws IncompatibleSchemaException if the subject's compatibility level forbids it
     */
    RegisteredSchema register(String subject, Schema schema);

    /**
     * Finds {@code schema} among the versions of {@code subject}.
     *
     * @throws SchemaNotFoundException if the subject does not exist or has no such version
     */
    RegisteredSchema lookup(String subject, Schema schema);

    /**
     * The newest version of {@code subject}.
     *
     * @throws SchemaNotFoundException if the subject does not exist
     */
    RegisteredSchema latest(String subject);

    /**
     * The schema that {@code reference} names, with the schemas it refers to.
     *
     * @throws SchemaNotFoundException if the registry has none of that name
     * @throws UndecodableException ({@link UndecodableException.Reason#SCHEMA_UNUSABLE}) if it is no Avro schema
     */
    Schema fetch(SchemaReference reference);

    /**
     * Whether {@code schema} could become the next version of {@code subject}, tested against its latest version.
     *
     * @throws SchemaNotFoundException if the subject does not exist
     */
    boolean isCompatible(String subject, Schema schema);

    /** The level set for {@code subject} itself, or empty if it follows the registry's default. */
    Optional<CompatibilityLevel> compatibility(String subject);

    /** Sets the level of {@code subject}, which need not exist yet. */
    void setCompatibility(String subject, CompatibilityLevel level);

    /** Lets go of connections; later calls are undefined. */
    @Override
    void close();
}

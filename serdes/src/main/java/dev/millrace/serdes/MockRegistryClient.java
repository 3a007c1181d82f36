package dev.millrace.serdes;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A client of a {@link MockRegistry}: what {@code mock://NAME} means. */
final class MockRegistryClient implements RegistryClient {
    private final String scope;
    private final MockRegistry registry;
    private final UnaryOperator<Schema> outgoing;

    MockRegistryClient(String scope, SchemaRegistryConfig config) {
        this.scope = scope;
        this.outgoing = config.outgoing();
        this.registry = MockRegistry.scope(scope);
    }

    @Override
    public RegisteredSchema register(String subject, Schema schema) {
        return registry.register(subject, outgoing.apply(schema));
    }

    @Override
    public RegisteredSchema lookup(String subject, Schema schema) {
        return require(
                registry.lookup(subject, outgoing.apply(schema)),
                "schema " + schema.getFullName() + " in subject " + subject);
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return require(registry.latest(subject), "subject " + subject);
    }

    @Override
    public Schema fetch(SchemaReference reference) {
        Schema schema = reference instanceof SchemaReference.Id id
                ? registry.byId(id.id())
                : registry.byGuid(((SchemaReference.Guid) reference).guid());
        return require(schema, reference.toString());
    }

    @Override
    public boolean isCompatible(String subject, Schema schema) {
        latest(subject);
        return registry.isCompatible(subject, outgoing.apply(schema));
    }

    @Override
    public Optional<CompatibilityLevel> compatibility(String subject) {
        return registry.level(subject);
    }

    @Override
    public void setCompatibility(String subject, CompatibilityLevel level) {
        registry.setLevel(subject, level);
    }

    @Override
    public void close() {
        // The registry outlives its clients: that is what its name is for.
    }

    private <T> T require(@Nullable T answer, String what) {
        if (answer == null) {
            throw new SchemaNotFoundException("The registry mock://" + scope + " must have " + what + ", but has not.");
        }
        return answer;
    }
}

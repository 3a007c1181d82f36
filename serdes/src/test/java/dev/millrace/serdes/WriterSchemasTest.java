package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

final class WriterSchemasTest {
    private static final SchemaReference REFERENCE = new SchemaReference.Id(7);
    private static final Schema SCHEMA =
            SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Answers from a script and counts; an exhausted script is a test's error. */
    private static final class ScriptedRegistry implements RegistryClient {
        final Deque<Supplier<Schema>> answers = new ArrayDeque<>();
        int requests;

        ScriptedRegistry then(Supplier<Schema> answer) {
            answers.add(answer);
            return this;
        }

        ScriptedRegistry thenFail(RuntimeException failure) {
            return then(() -> {
                throw failure;
            });
        }

        @Override
        public Schema fetch(SchemaReference reference) {
            requests++;
            return answers.remove().get();
        }

        @Override
        public RegisteredSchema register(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RegisteredSchema lookup(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RegisteredSchema latest(String subject) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CompatibilityLevel> compatibility(String subject) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setCompatibility(String subject, CompatibilityLevel level) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private final ScriptedRegistry registry = new ScriptedRegistry();

    private WriterSchemas schemas(Object... keysAndValues) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", "mock://unused"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            configs.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new WriterSchemas(registry, new SchemaRegistryConfig(configs));
    }

    private static RegistryUnavailableException down() {
        return new RegistryUnavailableException("The registry must answer, but is down.", null);
    }

    private static SchemaNotFoundException absent() {
        return new SchemaNotFoundException("There is no schema 7.");
    }

    @Test
    void peeksWithoutAsking() {
        WriterSchemas schemas = schemas();
        assertThat(schemas.peek(REFERENCE)).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(registry.requests).isZero();
    }

    @Test
    void asksOnceForASchemaThatExists() {
        registry.then(() -> SCHEMA);
        WriterSchemas schemas = schemas();
        assertThat(schemas.resolve(REFERENCE, PATIENT)).isEqualTo(new WriterSchema.Known(SCHEMA));
        assertThat(schemas.resolve(REFERENCE, PATIENT)).isEqualTo(new WriterSchema.Known(SCHEMA));
        assertThat(schemas.peek(REFERENCE)).isEqualTo(new WriterSchema.Known(SCHEMA));
        assertThat(registry.requests).isOne();
    }

    @Test
    void believesThatASchemaIsMissingOnlyWhenToldTwice() {
        registry.thenFail(absent()).then(() -> SCHEMA);
        assertThat(schemas().resolve(REFERENCE, PATIENT)).isEqualTo(new WriterSchema.Known(SCHEMA));
    }

    @Test
    void doesNotAskTwiceForEachOfAFloodOfMissingSchemas() {
        WriterSchemas schemas = schemas();
        for (int id = 1; id <= 50; id++) {
            registry.thenFail(absent());
        }
        registry.thenFail(absent());
        for (int id = 1; id <= 50; id++) {
            assertThat(schemas.resolve(new SchemaReference.Id(id), PATIENT)).isInstanceOf(WriterSchema.Missing.class);
        }
        assertThat(registry.requests).isEqualTo(51);
    }

    @Test
    void remembersThatASchemaIsMissing() {
        registry.thenFail(absent()).thenFail(absent());
        WriterSchemas schemas = schemas();
        WriterSchema missing = schemas.resolve(REFERENCE, PATIENT);
        assertThat(missing)
                .isEqualTo(new WriterSchema.Missing(
                        UndecodableException.Reason.SCHEMA_NOT_FOUND, "There is no schema 7."));
        assertThat(schemas.peek(REFERENCE)).isEqualTo(missing);
        assertThat(schemas.resolve(REFERENCE, PATIENT)).isEqualTo(missing);
        assertThat(registry.requests).isEqualTo(2);
    }

    @Test
    void asksAgainOnceTheAnswerIsTooOld() {
        registry.thenFail(absent()).thenFail(absent()).then(() -> SCHEMA);
        WriterSchemas schemas = schemas("missing.id.cache.ttl.sec", 0);
        assertThat(schemas.resolve(REFERENCE, PATIENT)).isInstanceOf(WriterSchema.Missing.class);
        assertThat(schemas.peek(REFERENCE)).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(schemas.resolve(REFERENCE, PATIENT)).isEqualTo(new WriterSchema.Known(SCHEMA));
    }

    @Test
    void forgetsTheOldestMissingSchemaWhenThereAreTooMany() {
        WriterSchemas schemas = schemas("missing.cache.size", 2);
        for (int id = 1; id <= 3; id++) {
            registry.thenFail(absent());
            if (id == 1) {
                registry.thenFail(absent());
            }
            schemas.resolve(new SchemaReference.Id(id), PATIENT);
        }
        assertThat(schemas.peek(new SchemaReference.Id(1))).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(schemas.peek(new SchemaReference.Id(2))).isInstanceOf(WriterSchema.Missing.class);
        assertThat(schemas.peek(new SchemaReference.Id(3))).isInstanceOf(WriterSchema.Missing.class);
    }

    @Test
    void waitsForARegistryThatIsDown() {
        registry.thenFail(down()).thenFail(down()).thenFail(down()).then(() -> SCHEMA);
        assertThat(schemas().resolve(REFERENCE, PATIENT)).isEqualTo(new WriterSchema.Known(SCHEMA));
    }

    @Test
    void keepsNoTraceOfAnOutage() {
        registry.thenFail(down()).then(() -> SCHEMA);
        WriterSchemas schemas = schemas();
        assertThatThrownBy(() -> schemas.resolve(REFERENCE, Duration.ZERO))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThat(schemas.peek(REFERENCE)).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(schemas.resolve(REFERENCE, Duration.ZERO)).isEqualTo(new WriterSchema.Known(SCHEMA));
    }

    @Test
    void doesNotTakeARefusalForAnAnswer() {
        registry.thenFail(new RegistryRejectedException(401, "Who are you?"));
        WriterSchemas schemas = schemas();
        assertThatThrownBy(() -> schemas.resolve(REFERENCE, PATIENT)).isInstanceOf(RegistryRejectedException.class);
        assertThat(schemas.peek(REFERENCE)).isInstanceOf(WriterSchema.Unknown.class);
    }

    @Test
    void takesTheRefusalOfAReferenceForItsAbsence() {
        registry.thenFail(new RegistryRejectedException(422, "No such kind of id."));
        assertThat(schemas().resolve(REFERENCE, PATIENT))
                .isEqualTo(
                        new WriterSchema.Missing(UndecodableException.Reason.SCHEMA_NOT_FOUND, "No such kind of id."));
    }

    @Test
    void remembersThatASchemaIsUnusable() {
        registry.thenFail(
                new UndecodableException(UndecodableException.Reason.SCHEMA_UNUSABLE, "Schema 7 is of type JSON."));
        WriterSchemas schemas = schemas();
        assertThat(schemas.resolve(REFERENCE, PATIENT))
                .isEqualTo(new WriterSchema.Missing(
                        UndecodableException.Reason.SCHEMA_UNUSABLE, "Schema 7 is of type JSON."));
        assertThat(schemas.peek(REFERENCE)).isInstanceOf(WriterSchema.Missing.class);
    }

    @Test
    void stopsWaitingWhenInterrupted() {
        registry.thenFail(down());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> schemas().resolve(REFERENCE, PATIENT)).isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}

package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.peer.ApicurioServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Our client against a real registry server, through its Confluent-compatible API. */
final class ApicurioRegistryTest {
    private static final Schema FIRST =
            SchemaBuilder.record("Reading").fields().requiredLong("at").endRecord();
    private static final Schema COMPATIBLE = SchemaBuilder.record("Reading")
            .fields()
            .requiredLong("at")
            .optionalString("unit")
            .endRecord();
    private static final Schema INCOMPATIBLE = SchemaBuilder.record("Reading")
            .fields()
            .requiredLong("at")
            .requiredString("unit")
            .endRecord();

    private final SchemaRegistryConfig config = new SchemaRegistryConfig(
            Map.of("schema.registry.url", ApicurioServer.shared().url()));
    private final RegistryClient registry = RegistryClient.create(config);

    @Test
    void registersOnceAndFindsAgainByIdSubjectAndVersion() {
        RegisteredSchema first = registry.register("once-value", FIRST);
        assertThat(registry.register("once-value", FIRST).id()).isEqualTo(first.id());
        assertThat(registry.lookup("once-value", FIRST).id()).isEqualTo(first.id());
        assertThat(registry.lookup("once-value", FIRST).version()).isEqualTo(1);
        assertThat(registry.fetch(new SchemaReference.Id(first.id()))).isEqualTo(FIRST);

        RegisteredSchema second = registry.register("once-value", COMPATIBLE);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(registry.latest("once-value").schema()).isEqualTo(COMPATIBLE);
        assertThat(registry.latest("once-value").version()).isEqualTo(2);
    }

    @Test
    void keepsSubjectsWithUnusualNamesApart() {
        String subject = "a b/c+d:é%2F-value";
        RegisteredSchema registered = registry.register(subject, FIRST);
        assertThat(registry.latest(subject).id()).isEqualTo(registered.id());
    }

    @Test
    void tellsWhatIsMissing() {
        registry.register("partly-value", FIRST);
        assertThatThrownBy(() -> registry.lookup("partly-value", COMPATIBLE))
                .isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.lookup("nothing-value", FIRST)).isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.latest("nothing-value")).isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.fetch(new SchemaReference.Id(987_654)))
                .isInstanceOf(SchemaNotFoundException.class)
                .hasMessageContaining("40403");
    }

    @Test
    void sortsAllStrangeReferencesUnderMissing() {
        WriterSchemas schemas = new WriterSchemas(registry, config);
        for (int id : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(schemas.resolve(new SchemaReference.Id(id), Duration.ZERO))
                    .as("id %d", id)
                    .isInstanceOf(WriterSchema.Missing.class);
        }
        // This registry does not offer GUIDs; a record that names one must not hold up the others.
        assertThat(schemas.resolve(new SchemaReference.Guid(new UUID(1, 2)), Duration.ZERO))
                .isInstanceOf(WriterSchema.Missing.class);
    }

    @Test
    void enforcesTheCompatibilityLevelThatIsSet() {
        registry.register("level-value", FIRST);
        registry.setCompatibility("level-value", CompatibilityLevel.FULL_TRANSITIVE);
        assertThat(registry.compatibility("level-value")).contains(CompatibilityLevel.FULL_TRANSITIVE);

        assertThat(registry.isCompatible("level-value", COMPATIBLE)).isTrue();
        assertThat(registry.isCompatible("level-value", INCOMPATIBLE)).isFalse();
        assertThatThrownBy(() -> registry.register("level-value", INCOMPATIBLE))
                .isInstanceOf(IncompatibleSchemaException.class);
    }

    @Test
    void refusesWhatIsNoRegistry() {
        String elsewhere = ApicurioServer.shared().url().replace("/apis/ccompat/v7", "/apis/nothing");
        RegistryClient client = RegistryClient.create(Map.of("schema.registry.url", elsewhere));
        assertThatThrownBy(() -> client.fetch(new SchemaReference.Id(1)))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("is the path right?");
        assertThatThrownBy(() -> client.fetch(new SchemaReference.Guid(new UUID(1, 2))))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void holdsOurOwnSchemas() {
        for (Schema schema : new Schema[] {RawDocument.getClassSchema(), TokenRecord.getClassSchema()}) {
            String topic = "own-" + schema.getName();
            WireFormatWriter<?> writer = WireFormatWriter.forValues(registry, config, topic, schema, Duration.ZERO);
            Schema stored = registry.fetch(new SchemaReference.Id(writer.schemaId()));
            assertThat(stored.toString()).doesNotContain("avro.java.string");
            assertThat(stored).isEqualTo(JsonSchemas.withoutJavaProperties(schema));
        }
    }
}

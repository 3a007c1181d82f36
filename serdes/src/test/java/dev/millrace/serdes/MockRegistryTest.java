package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MockRegistryTest {
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

    private final RegistryClient registry = client("mock-registry");

    private static RegistryClient client(String scope) {
        return RegistryClient.create(Map.of("schema.registry.url", "mock://" + scope));
    }

    @AfterEach
    void drop() {
        MockRegistry.drop("mock-registry");
    }

    @Test
    void isSharedByAllClientsOfItsNameAndByNoOther() {
        RegisteredSchema registered = registry.register("s", FIRST);
        registry.close();
        assertThat(client("mock-registry").lookup("s", FIRST)).isEqualTo(registered);
        assertThatThrownBy(() -> client("another").lookup("s", FIRST)).isInstanceOf(SchemaNotFoundException.class);
    }

    @Test
    void givesASchemaOneIdInAllSubjects() {
        RegisteredSchema one = registry.register("a", FIRST);
        registry.register("b", COMPATIBLE);
        RegisteredSchema two = registry.register("b", COMPATIBLE);
        assertThat(registry.register("c", FIRST).id()).isEqualTo(one.id());
        assertThat(two.id()).isNotEqualTo(one.id());
        assertThat(registry.fetch(new SchemaReference.Id(two.id()))).isEqualTo(COMPATIBLE);
        UUID guid = Objects.requireNonNull(two.guid());
        assertThat(registry.fetch(new SchemaReference.Guid(guid))).isEqualTo(COMPATIBLE);
    }

    @Test
    void countsVersionsAndKnowsTheLatest() {
        assertThat(registry.register("s", FIRST).version()).isEqualTo(1);
        assertThat(registry.register("s", COMPATIBLE).version()).isEqualTo(2);
        assertThat(registry.register("s", FIRST).version()).isEqualTo(1);
        assertThat(registry.latest("s").schema()).isEqualTo(COMPATIBLE);
    }

    @Test
    void demandsBackwardCompatibilityUnlessToldOtherwise() {
        registry.register("s", FIRST);
        assertThat(registry.compatibility("s")).isEmpty();
        assertThat(registry.isCompatible("s", COMPATIBLE)).isTrue();
        assertThat(registry.isCompatible("s", INCOMPATIBLE)).isFalse();
        assertThatThrownBy(() -> registry.register("s", INCOMPATIBLE)).isInstanceOf(IncompatibleSchemaException.class);

        registry.setCompatibility("s", CompatibilityLevel.NONE);
        assertThat(registry.compatibility("s")).contains(CompatibilityLevel.NONE);
        assertThat(registry.register("s", INCOMPATIBLE).version()).isEqualTo(2);
    }

    @Test
    void tellsOneWayAndBothWaysApart() {
        registry.setCompatibility("f", CompatibilityLevel.FORWARD);
        registry.register("f", FIRST);
        assertThat(registry.isCompatible("f", INCOMPATIBLE)).isTrue();
        registry.setCompatibility("f", CompatibilityLevel.FULL);
        assertThat(registry.isCompatible("f", INCOMPATIBLE)).isFalse();
        assertThat(registry.isCompatible("f", COMPATIBLE)).isTrue();
    }

    @Test
    void looksBeyondTheLatestWhenTransitive() {
        Schema other =
                SchemaBuilder.record("Reading").fields().optionalInt("unit").endRecord();
        registry.setCompatibility("s", CompatibilityLevel.NONE);
        registry.register("s", COMPATIBLE);
        registry.register("s", SchemaBuilder.record("Reading").fields().endRecord());
        registry.setCompatibility("s", CompatibilityLevel.FULL);
        assertThat(registry.isCompatible("s", other)).isTrue();
        registry.setCompatibility("s", CompatibilityLevel.FULL_TRANSITIVE);
        assertThatThrownBy(() -> registry.register("s", other)).isInstanceOf(IncompatibleSchemaException.class);
    }

    @Test
    void tellsWhatIsMissing() {
        registry.register("s", FIRST);
        assertThatThrownBy(() -> registry.lookup("s", COMPATIBLE)).isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.latest("none")).isInstanceOf(SchemaNotFoundException.class);
        assertThatThrownBy(() -> registry.isCompatible("none", FIRST)).isInstanceOf(SchemaNotFoundException.class);
        for (int id : new int[] {Integer.MIN_VALUE, -1, 0, 2}) {
            assertThatThrownBy(() -> registry.fetch(new SchemaReference.Id(id)))
                    .isInstanceOf(SchemaNotFoundException.class);
        }
        assertThatThrownBy(() -> registry.fetch(new SchemaReference.Guid(new UUID(0, 0))))
                .isInstanceOf(SchemaNotFoundException.class);
    }
}

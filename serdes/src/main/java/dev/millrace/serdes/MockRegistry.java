package dev.millrace.serdes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * A registry in this process, as {@code mock://NAME} asks for: all clients of a name share it until it is dropped.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
final class MockRegistry {
    private static final Map<String, MockRegistry> SCOPES = new ConcurrentHashMap<>();

    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new HashMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();

    private MockRegistry() {}

    /** The registry of {@code name}, made on first use. */
    static MockRegistry scope(String name) {
        return SCOPES.computeIfAbsent(name, ignored -> new MockRegistry());
    }

    /** Forgets the registry of {@code name}; clients that have it keep it. */
    static void drop(String name) {
        SCOPES.remove(name);
    }

    synchronized RegisteredSchema register(String subject, Schema schema) {
        List<Integer> versions = subjects.getOrDefault(subject, List.of());
        RegisteredSchema present = find(versions, schema);
        if (present != null) {
            return present;
        }
        // Confluent's default level.
        CompatibilityLevel level = levels.getOrDefault(subject, CompatibilityLevel.BACKWARD);
        if (!allows(level, versions, schema)) {
            throw new IncompatibleSchemaException("A new schema of subject " + subject + " must be compatible by "
                    + level + ", but " + schema.getFullName() + " is not.");
        }
        int id = idOf(schema);
        List<Integer> changed = new ArrayList<>(versions);
        changed.add(id);
        subjects.put(subject, changed);
        return registered(id, changed.size());
    }

    synchronized @Nullable RegisteredSchema lookup(String subject, Schema schema) {
        return find(subjects.getOrDefault(subject, List.of()), schema);
    }

    synchronized @Nullable RegisteredSchema latest(String subject) {
        List<Integer> versions = subjects.getOrDefault(subject, List.of());
        return versions.isEmpty() ? null : registered(versions.get(versions.size() - 1), versions.size());
    }

    synchronized @Nullable Schema byId(int id) {
        return id >= 1 && id <= schemas.size() ? schemas.get(id - 1) : null;
    }

    synchronized @Nullable Schema byGuid(UUID guid) {
        return schemas.stream()
                .filter(schema -> guidOf(schema).equals(guid))
                .findFirst()
                .orElse(null);
    }

    synchronized Optional<CompatibilityLevel> level(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized void setLevel(String subject, CompatibilityLevel level) {
        levels.put(subject, level);
    }

    /** Whether {@code schema} may follow the versions of {@code subject} at its level, latest only. */
    synchronized boolean isCompatible(String subject, Schema schema) {
        List<Integer> versions = subjects.getOrDefault(subject, List.of());
        CompatibilityLevel level = levels.getOrDefault(subject, CompatibilityLevel.BACKWARD);
        return allows(level, versions.subList(Math.max(0, versions.size() - 1), versions.size()), schema);
    }

    private @Nullable RegisteredSchema find(List<Integer> versions, Schema schema) {
        for (int i = 0; i < versions.size(); i++) {
            if (schemas.get(versions.get(i) - 1).equals(schema)) {
                return registered(versions.get(i), i + 1);
            }
        }
        return null;
    }

    /** Equal schemas have one id in all subjects. */
    private int idOf(Schema schema) {
        int index = schemas.indexOf(schema);
        if (index >= 0) {
            return index + 1;
        }
        schemas.add(schema);
        return schemas.size();
    }

    private RegisteredSchema registered(int id, int version) {
        Schema schema = schemas.get(id - 1);
        return new RegisteredSchema(id, guidOf(schema), version, schema);
    }

    private static UUID guidOf(Schema schema) {
        return UUID.nameUUIDFromBytes(schema.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean allows(CompatibilityLevel level, List<Integer> versions, Schema schema) {
        boolean transitive = level.name().endsWith("_TRANSITIVE");
        int from = transitive ? 0 : Math.max(0, versions.size() - 1);
        return versions.subList(from, versions.size()).stream()
                .map(id -> schemas.get(id - 1))
                .allMatch(earlier -> allows(level, earlier, schema));
    }

    private static boolean allows(CompatibilityLevel level, Schema earlier, Schema later) {
        return switch (level) {
            case NONE -> true;
            case BACKWARD, BACKWARD_TRANSITIVE -> canRead(later, earlier);
            case FORWARD, FORWARD_TRANSITIVE -> canRead(earlier, later);
            case FULL, FULL_TRANSITIVE -> canRead(later, earlier) && canRead(earlier, later);
        };
    }

    private static boolean canRead(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}

package dev.millrace.serdes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A client of the Confluent Schema Registry's REST API, version 1, which Karapace, Redpanda and Apicurio offer too.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
final class HttpRegistryClient implements RegistryClient {
    /** A schema that refers to more others than this is taken for a mistake or an attack. */
    private static final int MAX_REFERENCES = 200;

    private final RegistryHttp http;
    private final boolean normalize;
    private final UnaryOperator<Schema> outgoing;

    HttpRegistryClient(SchemaRegistryConfig config) {
        http = new RegistryHttp(config);
        normalize = config.normalize();
        outgoing = config.outgoing();
    }

    @Override
    public RegisteredSchema register(String subject, Schema schema) {
        String path = "/subjects/" + encode(subject) + "/versions" + normalizeQuery();
        Schema sent = outgoing.apply(schema);
        return registered(http.send("POST", path, request(sent)), sent);
    }

    @Override
    public RegisteredSchema lookup(String subject, Schema schema) {
        String path = "/subjects/" + encode(subject) + normalizeQuery();
        Schema sent = outgoing.apply(schema);
        return registered(http.send("POST", path, request(sent)), sent);
    }

    @Override
    public RegisteredSchema latest(String subject) {
        JsonNode answer = http.send("GET", "/subjects/" + encode(subject) + "/versions/latest", null);
        return registered(answer, parse("the latest schema of subject " + subject, answer));
    }

    @Override
    public Schema fetch(SchemaReference reference) {
        JsonNode answer = reference instanceof SchemaReference.Id id
                ? fetchById(id)
                : fetchByGuid((SchemaReference.Guid) reference);
        return parse(reference.toString(), answer);
    }

    private JsonNode fetchById(SchemaReference.Id reference) {
        // Ids are positive; a broken record must not make a registry stumble over something else.
        if (reference.id() < 0) {
            throw new SchemaNotFoundException("A schema id must be positive, but is " + reference.id() + ".");
        }
        return http.send("GET", "/schemas/ids/" + reference.id(), null);
    }

    private JsonNode fetchByGuid(SchemaReference.Guid reference) {
        try {
            return http.send("GET", "/schemas/guids/" + reference.guid(), null);
        } catch (RegistryUnavailableException e) {
            if (e.isForeignNotFound() && isRegistry()) {
                throw new SchemaNotFoundException(
                        "The schema registry must know " + reference + ", but does not offer GUIDs at all.");
            }
            throw e;
        }
    }

    /** Whether what answers is a registry: that knows what it means that an id is not there. */
    private boolean isRegistry() {
        try {
            http.send("GET", "/schemas/ids/" + Integer.MAX_VALUE, null);
            return true;
        } catch (SchemaNotFoundException e) {
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    @Override
    public boolean isCompatible(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + encode(subject) + "/versions/latest" + normalizeQuery();
        return http.send("POST", path, request(outgoing.apply(schema)))
                .path("is_compatible")
                .asBoolean();
    }

    @Override
    public Optional<CompatibilityLevel> compatibility(String subject) {
        try {
            JsonNode answer = http.send("GET", "/config/" + encode(subject), null);
            String level = answer.path("compatibilityLevel").asText();
            return Optional.of(Arrays.stream(CompatibilityLevel.values())
                    .filter(known -> known.name().equals(level))
                    .findFirst()
                    .orElseThrow(() -> nonsense(answer)));
        } catch (SchemaNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void setCompatibility(String subject, CompatibilityLevel level) {
        ObjectNode body = JsonSchemas.JSON.createObjectNode().put("compatibility", level.name());
        http.send("PUT", "/config/" + encode(subject), body);
    }

    @Override
    public void close() {
        // The JDK's client lets go of idle connections by itself and cannot be closed before Java 21.
    }

    private String normalizeQuery() {
        return normalize ? "?normalize=true" : "";
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ObjectNode request(Schema schema) {
        return JsonSchemas.JSON.createObjectNode().put("schema", schema.toString());
    }

    private static RegisteredSchema registered(JsonNode answer, Schema schema) {
        JsonNode id = answer.path("id");
        if (!id.isInt()) {
            throw nonsense(answer);
        }
        JsonNode guid = answer.path("guid");
        return new RegisteredSchema(
                id.asInt(),
                guid.isTextual() ? uuid(guid.asText()) : null,
                answer.path("version").asInt(0),
                schema);
    }

    /** The exception for an answer that no registry gives. */
    private static RegistryUnavailableException nonsense(JsonNode answer) {
        String text = answer.toString();
        return new RegistryUnavailableException(
                "The schema registry must answer as one, but said " + text.substring(0, Math.min(text.length(), 200))
                        + ".",
                null);
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The schema of an answer, after those it refers to. */
    private Schema parse(String name, JsonNode answer) {
        JsonNode type = answer.path("schemaType");
        if (type.isTextual() && !type.asText().equals("AVRO")) {
            throw new UndecodableException(
                    UndecodableException.Reason.SCHEMA_UNUSABLE,
                    "The schema named by a record must be an Avro schema, but " + name + " is of type " + type.asText()
                            + ".");
        }
        if (!answer.path("schema").isTextual()) {
            throw nonsense(answer);
        }
        References references = new References(name);
        references.collect(answer);
        return JsonSchemas.parse(name, answer.path("schema").asText(), references.texts());
    }

    /** The schemas that one schema refers to, directly or not, each after those it refers to itself. */
    private final class References {
        private final String name;
        private final Set<String> seen = new HashSet<>();
        private final Set<String> underWay = new HashSet<>();
        private final List<String> texts = new ArrayList<>();

        References(String name) {
            this.name = name;
        }

        List<String> texts() {
            return texts;
        }

        void collect(JsonNode answer) {
            for (JsonNode reference : answer.path("references")) {
                String subject = reference.path("subject").asText();
                int version = reference.path("version").asInt();
                String key = subject + "/" + version;
                if (underWay.contains(key) || seen.size() >= MAX_REFERENCES) {
                    throw new UndecodableException(
                            UndecodableException.Reason.SCHEMA_UNUSABLE,
                            "A schema must refer to at most " + MAX_REFERENCES + " others and not to itself, but "
                                    + name + " refers to " + key + " again or to more.");
                }
                if (seen.add(key)) {
                    underWay.add(key);
                    JsonNode other = http.send("GET", "/subjects/" + encode(subject) + "/versions/" + version, null);
                    collect(other);
                    underWay.remove(key);
                    texts.add(other.path("schema").asText());
                }
            }
        }
    }
}

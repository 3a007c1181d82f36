package dev.millrace.serdes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Schemas to and from their JSON text. */
final class JsonSchemas {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final String JAVA_STRING = "avro.java.string";

    private JsonSchemas() {}

    /**
     * Parses {@code text}, in which the named types of {@code referenced} may occur.
     *
     * @throws UndecodableException ({@code SCHEMA_UNUSABLE}) if it is no Avro schema
     */
    static Schema parse(String name, String text, List<String> referenced) {
        try {
            // Writers' schemas may carry defaults and names that older libraries let pass; data are readable all the
            // same.
            Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
            referenced.forEach(parser::parse);
            return requireBearable(name, parser.parse(text));
        } catch (AvroRuntimeException | StackOverflowError e) {
            throw new UndecodableException(
                    UndecodableException.Reason.SCHEMA_UNUSABLE,
                    "The schema named by a record must be an Avro schema, but " + name + " is not: " + e.getMessage(),
                    e);
        }
    }

    private static Schema requireBearable(String name, Schema schema) {
        if (!SchemaWeight.isBearable(schema)) {
            throw new UndecodableException(
                    UndecodableException.Reason.SCHEMA_UNUSABLE,
                    "The schema named by a record must be of bearable size when written out, but " + name + " is not.");
        }
        return schema;
    }

    /**
     * {@code schema} without {@code avro.java.string}, with which generated classes tell Avro how they want strings;
     * {@code schema} itself if it has none.
     */
    static Schema withoutJavaProperties(Schema schema) {
        String json = schema.toString();
        if (!json.contains(JAVA_STRING)) {
            return schema;
        }
        try {
            return new Schema.Parser()
                    .parse(strip(JSON.readTree(json), JAVA_STRING).toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A schema must be JSON, but is not.", e);
        }
    }

    private static JsonNode strip(JsonNode node, String name) {
        if (node instanceof ObjectNode object) {
            object.remove(name);
            // What stands in a default value is data.
            object.properties().stream()
                    .filter(member -> !member.getKey().equals("default"))
                    .forEach(member -> strip(member.getValue(), name));
        } else {
            node.forEach(element -> strip(element, name));
        }
        return node;
    }
}

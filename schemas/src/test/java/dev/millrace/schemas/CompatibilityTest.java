package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema and every released version of it, kept under {@code released/NAME/vN.avsc}, must read each other's data:
 * what a registry calls FULL_TRANSITIVE. A release adds a file there; files there are never changed.
 */
final class CompatibilityTest {
    private static final List<Schema> CURRENT =
            List.of(RawDocument.getClassSchema(), TokenRecord.getClassSchema(), MergeTable.getClassSchema());

    static Stream<Schema> current() {
        return CURRENT.stream();
    }

    @ParameterizedTest
    @MethodSource("current")
    void staysFullyCompatibleWithEveryReleasedVersion(Schema schema) {
        List<Schema> released = released(schema.getName());
        assertThat(released).isNotEmpty();
        released.forEach(earlier -> requireFullCompatibility(schema, earlier));
    }

    @Test
    void coversEverySchemaOfTheModule() throws IOException {
        Path sources = Path.of("src/main/avro");
        try (Stream<Path> files = Files.list(sources)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".avsc", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            CURRENT.stream().map(Schema::getName).toList());
        }
    }

    /** Changes that look harmless, each of which some reader or writer of the released schema cannot follow. */
    static Stream<Arguments> incompatibleChanges() {
        return Stream.of(
                change(
                        "RawDocument",
                        "a new field without default",
                        text -> text.replace("\"fields\":[", "\"fields\":[{\"name\":\"added\",\"type\":\"string\"},")),
                change(
                        "RawDocument",
                        "a renamed field",
                        text -> text.replace("\"name\":\"content\"", "\"name\":\"body\"")),
                change(
                        "RawDocument",
                        "another type",
                        text -> text.replace(
                                "\"name\":\"content\",\"type\":\"bytes\"", "\"name\":\"content\",\"type\":\"long\"")),
                change(
                        "RawDocument",
                        "a field that may now be null",
                        text -> text.replace(
                                "\"name\":\"content\",\"type\":\"bytes\"",
                                "\"name\":\"content\",\"type\":[\"null\",\"bytes\"],\"default\":null")),
                change(
                        "TokenRecord",
                        "a removed enum symbol",
                        text -> text.replace(
                                        "[\"U16LE\",\"U32LE\"],\"default\":\"U32LE\"",
                                        "[\"U16LE\"],\"default\":\"U16LE\"")
                                .replace("\"default\":\"U16LE\"", "\"doc\":\"\"")),
                change("TokenRecord", "a fixed of another size", text -> text.replace("\"size\":16", "\"size\":32")),
                change(
                        "TokenRecord",
                        "a narrowed number",
                        text -> text.replace(
                                "\"name\":\"sourceOffset\",\"type\":\"long\"",
                                "\"name\":\"sourceOffset\",\"type\":\"int\"")),
                change(
                        "MergeTable",
                        "another type of item",
                        text -> text.replace("\"items\":\"int\"", "\"items\":\"string\"")));
    }

    private static Arguments change(String name, String what, UnaryOperator<String> change) {
        return Arguments.of(what, name, change);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("incompatibleChanges")
    void detects(String what, String name, UnaryOperator<String> change) {
        Schema released = released(name).get(0);
        String text = released.toString();
        String changed = change.apply(text);
        assertThat(changed).as(what).isNotEqualTo(text);
        Schema schema = new Schema.Parser().parse(changed);
        assertThatThrownBy(() -> requireFullCompatibility(schema, released)).isInstanceOf(AssertionError.class);
    }

    private static void requireFullCompatibility(Schema current, Schema released) {
        requireReadable(current, released);
        requireReadable(released, current);
    }

    private static void requireReadable(Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(result.getType())
                .as(() -> result.getResult().getIncompatibilities().toString())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static List<Schema> released(String name) {
        try (Stream<Path> files = Files.list(
                Path.of(CompatibilityTest.class.getResource("/released/" + name).toURI()))) {
            return files.map(CompatibilityTest::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

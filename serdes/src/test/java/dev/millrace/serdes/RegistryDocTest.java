package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** The table in the documentation is made from the code; {@code -Dmillrace.docs.update=true} writes it anew. */
final class RegistryDocTest {
    private static final Path PAGE = Path.of("..", "docs", "registry.md");
    private static final String START = "<!-- table: made from the code -->\n";
    private static final String END = "<!-- end of table -->";

    @Test
    void hasEveryKeyButThoseOfTls() throws IOException {
        String table = SchemaRegistryConfig.definition().configKeys().values().stream()
                .filter(key -> !key.name.startsWith("schema.registry.ssl."))
                .map(RegistryDocTest::row)
                .collect(Collectors.joining("\n", "| key | type | default | meaning |\n|---|---|---|---|\n", "\n"));
        String text = Files.readString(PAGE);
        int from = text.indexOf(START) + START.length();
        int to = text.indexOf(END);
        if (Boolean.getBoolean("millrace.docs.update")) {
            Files.writeString(PAGE, text.substring(0, from) + table + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to)).isEqualTo(table);
    }

    private static String row(ConfigDef.ConfigKey key) {
        boolean shown = key.hasDefault() && key.defaultValue != null && key.type != ConfigDef.Type.PASSWORD;
        String text = shown ? key.defaultValue.toString() : "";
        return "| `" + key.name + "` | " + key.type.name().toLowerCase(Locale.ROOT) + " | "
                + (text.isEmpty() ? "" : "`" + text + "`") + " | " + key.documentation + " |";
    }
}

package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** The tables in the documentation are made from the code; {@code -Dmillrace.docs.update=true} writes them anew. */
class ConfigurationDocTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void theConfigurationPageHasEveryKeyAsTheCodeDefinesIt() throws IOException {
        String table = MillraceConfig.configDef().configKeys().values().stream()
                .map(ConfigurationDocTest::row)
                .collect(Collectors.joining("\n", "| key | type | default | meaning |\n|---|---|---|---|\n", "\n"));
        check(DOCS.resolve("configuration.md"), table);
    }

    @Test
    void theRejectionPageHasEveryReason() throws IOException {
        String table = Arrays.stream(RejectReason.values())
                .map(reason -> "| `" + reason + "` | `" + reason.stage() + "` |")
                .collect(Collectors.joining("\n", "| reason | stage |\n|---|---|\n", "\n"));
        check(DOCS.resolve("rejected.md"), table);
    }

    private static String row(ConfigDef.ConfigKey key) {
        Object value = key.defaultValue;
        String text = value == null ? "" : value.toString().replaceAll("^\\[(.*)]$", "$1");
        return "| `" + key.name + "` | " + key.type.name().toLowerCase(Locale.ROOT) + " | "
                + (text.isEmpty() ? "" : "`" + text + "`") + " | " + key.documentation + " |";
    }

    private static void check(Path page, String table) throws IOException {
        String start = "<!-- table: made from the code -->\n";
        String text = Files.readString(page);
        int from = text.indexOf(start) + start.length();
        int to = text.indexOf("<!-- end of table -->");
        if (Boolean.getBoolean("millrace.docs.update")) {
            Files.writeString(page, text.substring(0, from) + table + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("table in %s", page.getFileName())
                .isEqualTo(table);
    }
}

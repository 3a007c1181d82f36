package dev.millrace.app.config;

import dev.millrace.topology.MillraceConfigDef;
import dev.millrace.topology.RedactionConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.jspecify.annotations.Nullable;

/** Prints all keys with documentation, default and current value, as a properties file that can be used as one. */
public final class PrintedConfig {
    private static final int WIDTH = 100;
    private static final Pattern SECRET =
            Pattern.compile(".*(password|secret|jaas|user\\.info|token|keystore\\.key|credential).*");

    private final PrintStream out;

    /** Prints to {@code out}. */
    public PrintedConfig(PrintStream out) {
        this.out = out;
    }

    /** Prints everything; {@code keys} are those that are set. */
    public void print(Map<String, String> keys) {
        Map<String, String> rest = new TreeMap<>(keys);
        out.println("# Keys of Millrace. A key that is not set is shown with its default, behind a '#'.");
        Settings.definitions().forEach((name, key) -> print(name, key, rest.remove(name)));
        out.println();
        comment("Families of keys that end in a name: " + MillraceConfigDef.FORMAT_OF_TOPIC + "TOPIC, "
                + MillraceConfigDef.TOKENIZER_OF_TOPIC + "TOPIC, " + MillraceConfigDef.TOKENIZER_OF_DOMAIN + "DOMAIN, "
                + RedactionConfig.POLICY_OF_TYPE + "TYPE.");
        comment("All other keys go to Kafka Streams, its clients and the schema registry as they are, at least "
                + "bootstrap.servers, application.id (default: millrace) and schema.registry.url.");
        rest.forEach((name, value) -> out.println(name + "=" + shown(name, value)));
    }

    private void print(String name, ConfigKey key, @Nullable String value) {
        out.println();
        comment(key.documentation);
        comment(key.type.name().toLowerCase(Locale.ROOT) + ", $" + Environment.variable(name));
        if (value == null) {
            out.println("#" + name + "=" + defaultOf(key));
        } else {
            boolean secret = key.type == ConfigDef.Type.PASSWORD;
            out.println(name + "=" + (secret ? "(hidden)" : shown(name, value)));
        }
    }

    private static String defaultOf(ConfigKey key) {
        if (!key.hasDefault() || key.defaultValue == null) {
            return "";
        }
        if (key.type == ConfigDef.Type.LIST && key.defaultValue instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return String.valueOf(key.defaultValue);
    }

    private static String shown(String name, String value) {
        boolean secret = !name.startsWith("millrace.")
                && SECRET.matcher(name.toLowerCase(Locale.ROOT)).matches();
        return secret ? "(hidden)" : value.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** Breaks {@code text} at blanks, behind "# ". */
    private void comment(String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line.setLength(1);
            }
            line.append(' ').append(word);
        }
        out.println(line);
    }
}

package dev.millrace.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that configure a command, and the order in which they win: --set, environment, file, default. */
public final class ConfigFlags {
    static final String FILE_VARIABLE = "MILLRACE_CONFIG";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file; without it the file named by $" + FILE_VARIABLE + ", if that is set.")
    private @Nullable Path file;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets one key; repeatable. It wins over an environment variable such as "
                    + "MILLRACE_BATCH_MAX_BYTES for millrace.batch.max.bytes or MILLRACE_KAFKA_BOOTSTRAP_SERVERS "
                    + "for bootstrap.servers, and that over the file.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Whether the command line itself configures something. */
    public boolean isGiven() {
        return file != null || !settings.isEmpty();
    }

    /**
     * All keys that are set, with the value that wins.
     *
     * @throws UsageException if the file cannot be read
     */
    public Map<String, String> keys() {
        return keys(System.getenv());
    }

    Map<String, String> keys(Map<String, String> environment) {
        Map<String, String> keys = new TreeMap<>();
        String named = environment.get(FILE_VARIABLE);
        if (file != null) {
            keys.putAll(read(file));
        } else if (named != null && !named.isBlank()) {
            keys.putAll(read(Path.of(named)));
        }
        keys.putAll(Environment.keys(environment));
        keys.putAll(settings);
        return keys;
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("the configuration file " + file + " cannot be read: " + Reasons.of(e));
        }
        Map<String, String> keys = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> keys.put(key, properties.getProperty(key).strip()));
        return keys;
    }
}

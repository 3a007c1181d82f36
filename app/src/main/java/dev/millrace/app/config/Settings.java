package dev.millrace.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import dev.millrace.app.console.UsageException;
import dev.millrace.topology.MillraceConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The checked configuration of a command: that of the tokenization, and what the process around it needs.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Settings {
    /** Address that the HTTP server binds to. */
    public static final String HTTP_HOST = "millrace.http.host";

    /** Port of the HTTP server. */
    public static final String HTTP_PORT = "millrace.http.port";

    /** How long a shutdown may take. */
    public static final String SHUTDOWN_TIMEOUT_MS = "millrace.shutdown.timeout.ms";

    private static final ConfigDef PROCESS = new ConfigDef()
            .define(
                    HTTP_HOST,
                    STRING,
                    "0.0.0.0",
                    MEDIUM,
                    "Address that the HTTP server for health and metrics binds to.")
            .define(
                    HTTP_PORT,
                    INT,
                    8080,
                    between(-1, 65_535),
                    MEDIUM,
                    "Port of the HTTP server for /health/live, /health/ready and /metrics; 0 takes a free one, -1 "
                            + "starts none.")
            .define(
                    SHUTDOWN_TIMEOUT_MS,
                    LONG,
                    30_000L,
                    atLeast(0),
                    MEDIUM,
                    "How long a stop may take to finish what was begun; after it the process ends all the same, and "
                            + "uncommitted work is done again after the next start.");

    private final AbstractConfig process;
    private final MillraceConfig tokenization;

    /**
     * Checks {@code keys}.
     *
     * @throws UsageException naming the key, the rule and the actual value
     */
    public Settings(Map<String, String> keys) {
        Map<String, String> others = new HashMap<>(keys);
        others.putIfAbsent("application.id", "millrace");
        Map<String, String> own = new HashMap<>();
        for (String name : PROCESS.names()) {
            String value = others.remove(name);
            if (value != null) {
                own.put(name, value);
            }
        }
        try {
            process = new AbstractConfig(PROCESS, own, false);
            tokenization = new MillraceConfig(others);
        } catch (ConfigException e) {
            throw new UsageException("configuration: " + e.getMessage());
        }
    }

    /** All keys of Millrace with type, default and documentation. */
    public static Map<String, ConfigDef.ConfigKey> definitions() {
        Map<String, ConfigDef.ConfigKey> keys = new TreeMap<>(PROCESS.configKeys());
        keys.putAll(MillraceConfig.configDef().configKeys());
        return keys;
    }

    /** What the topology and Kafka's clients need. */
    public MillraceConfig tokenization() {
        return tokenization;
    }

    /** Address that the HTTP server binds to. */
    public String httpHost() {
        return process.getString(HTTP_HOST);
    }

    /** Port of the HTTP server: 0 for any, -1 for no server. */
    public int httpPort() {
        return process.getInt(HTTP_PORT);
    }

    /** How long a shutdown may take, in milliseconds. */
    public long shutdownTimeoutMs() {
        return process.getLong(SHUTDOWN_TIMEOUT_MS);
    }
}

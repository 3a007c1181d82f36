package dev.millrace.app.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Configuration keys as environment variables: {@code millrace.batch.max.bytes} is {@code MILLRACE_BATCH_MAX_BYTES}, and
 * a key that is not Millrace's own, such as {@code bootstrap.servers}, is {@code MILLRACE_KAFKA_BOOTSTRAP_SERVERS}.
 * Within a name one underscore stands for a dot, two for an underscore, three for a hyphen.
 */
final class Environment {
    private static final String OWN = "MILLRACE_";
    private static final String FOREIGN = OWN + "KAFKA_";
    private static final String OWN_KEY = "millrace.";

    /** Variables that are no configuration keys: options of the launcher, and the file itself. */
    private static final Set<String> RESERVED = Set.of("MILLRACE_OPTS", ConfigFlags.FILE_VARIABLE);

    // Kubernetes gives each container variables about every Service; one called 'millrace' must not break it.
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "MILLRACE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)");
    private static final Pattern SERVICE_PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private Environment() {}

    /** The keys and values that {@code variables} hold. */
    static Map<String, String> keys(Map<String, String> variables) {
        Map<String, String> keys = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(OWN) && !RESERVED.contains(name) && !isServiceLink(name, value)) {
                keys.put(key(name), value);
            }
        });
        return keys;
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || name.endsWith("_PORT") && SERVICE_PORT_VALUE.matcher(value).matches();
    }

    private static String key(String variable) {
        return variable.startsWith(FOREIGN)
                ? dotted(variable.substring(FOREIGN.length()))
                : OWN_KEY + dotted(variable.substring(OWN.length()));
    }

    private static String dotted(String name) {
        // Longest first, through characters that no name has.
        return name.replace("___", "\u0001")
                .replace("__", "\u0002")
                .replace('_', '.')
                .replace('\u0002', '_')
                .replace('\u0001', '-')
                .toLowerCase(Locale.ROOT);
    }

    /** The variable that sets {@code key}. */
    static String variable(String key) {
        String prefix = key.startsWith(OWN_KEY) ? OWN : FOREIGN;
        String name = key.startsWith(OWN_KEY) ? key.substring(OWN_KEY.length()) : key;
        return prefix
                + name.replace("_", "__").replace("-", "___").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}

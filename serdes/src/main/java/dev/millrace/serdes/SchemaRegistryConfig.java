package dev.millrace.serdes;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema registry is and how to use it. The keys and, where not said otherwise, the defaults are those of
 * Confluent's clients; each key but {@code schema.registry.url} may also be written with the prefix {@code
 * schema.registry.}, which then wins.
 *
 * <p>The constructor throws {@link ConfigException} on a value that is missing, unknown or contradicts another.
 */
public final class SchemaRegistryConfig extends AbstractConfig {
    private static final String PREFIX = "schema.registry.";
    private static final String SSL_PREFIX = PREFIX + "ssl.";
    private static final String MOCK_PREFIX = "mock://";

    /** Where the registry is. */
    public static final String URL = "schema.registry.url";

    private static final String URL_DOC =
            "URLs of the schema registry, separated by commas, each tried in turn until one"
                    + " answers; a path such as http://host:8080/apis/ccompat/v7 is kept. mock://NAME is an in-process registry"
                    + " that all clients of this JVM with the same NAME share.";

    /** Whether schemas are registered, or must be there. */
    public static final String AUTO_REGISTER = "auto.register.schemas";

    private static final String AUTO_REGISTER_DOC =
            "Whether the schema written is registered if its subject lacks it; if false, it must be there.";

    /** Whether data are written in the latest schema of the subject. */
    public static final String USE_LATEST = "use.latest.version";

    private static final String USE_LATEST_DOC =
            "Whether records are written in the latest schema of their subject, which"
                    + " must be able to read them. Goes before " + AUTO_REGISTER + ".";

    /** Whether the registry normalizes schemas before it compares them. */
    public static final String NORMALIZE = "normalize.schemas";

    private static final String NORMALIZE_DOC =
            "Whether the registry brings schemas to their normal form before it registers or looks them up.";

    /** Whether the properties that only Java understands are left out of registered schemas. */
    public static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";

    private static final String REMOVE_JAVA_PROPERTIES_DOC =
            "Whether avro.java.string is left out of the schemas that are"
                    + " registered or looked up, so that they equal the published .avsc files. (Confluent's default is false.)";

    /** How the subject of keys is named. */
    public static final String KEY_STRATEGY = "key.subject.name.strategy";

    /** How the subject of values is named. */
    public static final String VALUE_STRATEGY = "value.subject.name.strategy";

    private static final String STRATEGY_DOC = "TopicNameStrategy (TOPIC-%1$s), RecordNameStrategy (RECORD) or"
            + " TopicRecordNameStrategy (TOPIC-RECORD): the subject that holds the schemas of %1$ss."
            + " Confluent's class names are accepted.";

    /** Whether records are read into generated classes. */
    public static final String SPECIFIC_READER = "specific.avro.reader";

    private static final String SPECIFIC_READER_DOC = "Whether the deserializer returns objects of generated classes:"
            + " of specific.avro.key.type or specific.avro.value.type, else of Millrace's own. If false, generic records"
            + " in the schema of their writer.";

    /** The class that keys are read into. */
    public static final String KEY_TYPE = "specific.avro.key.type";

    /** The class that values are read into. */
    public static final String VALUE_TYPE = "specific.avro.value.type";

    private static final String TYPE_DOC =
            "The generated class that %ss are read into; implies " + SPECIFIC_READER + ".";

    /** Where the user name and password come from. */
    public static final String BASIC_SOURCE = "basic.auth.credentials.source";

    private static final String BASIC_SOURCE_DOC =
            "Where user name and password come from: URL (http://user:password@host) or USER_INFO.";

    /** User name and password. */
    public static final String BASIC_USER_INFO = "basic.auth.user.info";

    private static final String BASIC_USER_INFO_DOC = "User name and password, separated by a colon, for USER_INFO.";

    /** Where the bearer token comes from. */
    public static final String BEARER_SOURCE = "bearer.auth.credentials.source";

    private static final String BEARER_SOURCE_DOC = "Where the bearer token comes from: STATIC_TOKEN.";

    /** The bearer token. */
    public static final String BEARER_TOKEN = "bearer.auth.token";

    private static final String BEARER_TOKEN_DOC = "The bearer token for STATIC_TOKEN; empty: none is sent.";

    /** The proxy's host. */
    public static final String PROXY_HOST = "proxy.host";

    private static final String PROXY_HOST_DOC = "Host of the HTTP proxy on the way to the registry; empty: none.";

    /** The proxy's port. */
    public static final String PROXY_PORT = "proxy.port";

    private static final String PROXY_PORT_DOC = "Port of the HTTP proxy.";

    /** How long a connection may take. */
    public static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";

    private static final String CONNECT_TIMEOUT_DOC =
            "How long a connection to one URL may take, in milliseconds. (Confluent's default is 60000.)";

    /** How long an answer may take. */
    public static final String READ_TIMEOUT_MS = "http.read.timeout.ms";

    private static final String READ_TIMEOUT_DOC = "How long the whole answer of one URL may take, in milliseconds,"
            + " connection included. (Confluent's default is 60000, for each read.)";

    /** How long a missing schema counts as missing. */
    public static final String MISSING_TTL_SEC = "missing.id.cache.ttl.sec";

    private static final String MISSING_TTL_DOC = "How long a schema that the registry does not have counts as missing"
            + " before it is asked for again, in seconds. (Confluent's default is 0.)";

    /** How many missing schemas are remembered. */
    public static final String MISSING_SIZE = "missing.cache.size";

    private static final String MISSING_SIZE_DOC = "How many missing schemas are remembered.";

    private static final ConfigDef DEFINITION = definition();

    private final List<URI> urls;

    /** Reads the known keys of {@code configs} and ignores all others. */
    public SchemaRegistryConfig(Map<String, ?> configs) {
        super(DEFINITION, withoutPrefix(configs), false);
        urls = httpUrls();
        checkCredentials();
        checkProxy();
        subjectNameStrategy(true);
        subjectNameStrategy(false);
    }

    /** All keys with their types, defaults and documentation; a fresh copy. */
    public static ConfigDef definition() {
        ConfigDef definition = new ConfigDef()
                .define(URL, ConfigDef.Type.LIST, ConfigDef.NO_DEFAULT_VALUE, Importance.HIGH, URL_DOC)
                .define(AUTO_REGISTER, ConfigDef.Type.BOOLEAN, true, Importance.MEDIUM, AUTO_REGISTER_DOC)
                .define(USE_LATEST, ConfigDef.Type.BOOLEAN, false, Importance.MEDIUM, USE_LATEST_DOC)
                .define(NORMALIZE, ConfigDef.Type.BOOLEAN, false, Importance.MEDIUM, NORMALIZE_DOC)
                .define(
                        REMOVE_JAVA_PROPERTIES,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        REMOVE_JAVA_PROPERTIES_DOC)
                .define(
                        KEY_STRATEGY,
                        ConfigDef.Type.STRING,
                        "TopicNameStrategy",
                        Importance.MEDIUM,
                        STRATEGY_DOC.formatted("key"))
                .define(
                        VALUE_STRATEGY,
                        ConfigDef.Type.STRING,
                        "TopicNameStrategy",
                        Importance.MEDIUM,
                        STRATEGY_DOC.formatted("value"))
                .define(SPECIFIC_READER, ConfigDef.Type.BOOLEAN, false, Importance.MEDIUM, SPECIFIC_READER_DOC)
                .define(KEY_TYPE, ConfigDef.Type.CLASS, null, Importance.LOW, TYPE_DOC.formatted("key"))
                .define(VALUE_TYPE, ConfigDef.Type.CLASS, null, Importance.LOW, TYPE_DOC.formatted("value"));
        return defineConnection(definition);
    }

    private static ConfigDef defineConnection(ConfigDef definition) {
        definition
                .define(
                        BASIC_SOURCE,
                        ConfigDef.Type.STRING,
                        "URL",
                        ValidString.in("URL", "USER_INFO"),
                        Importance.MEDIUM,
                        BASIC_SOURCE_DOC)
                .define(BASIC_USER_INFO, ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, BASIC_USER_INFO_DOC)
                .define(
                        BEARER_SOURCE,
                        ConfigDef.Type.STRING,
                        "STATIC_TOKEN",
                        ValidString.in("STATIC_TOKEN"),
                        Importance.MEDIUM,
                        BEARER_SOURCE_DOC)
                .define(BEARER_TOKEN, ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, BEARER_TOKEN_DOC)
                .define(PROXY_HOST, ConfigDef.Type.STRING, "", Importance.LOW, PROXY_HOST_DOC)
                .define(PROXY_PORT, ConfigDef.Type.INT, -1, Importance.LOW, PROXY_PORT_DOC)
                .define(
                        CONNECT_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        5_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        CONNECT_TIMEOUT_DOC)
                .define(READ_TIMEOUT_MS, ConfigDef.Type.INT, 10_000, Range.atLeast(1), Importance.LOW, READ_TIMEOUT_DOC)
                .define(MISSING_TTL_SEC, ConfigDef.Type.LONG, 60L, Range.atLeast(0), Importance.LOW, MISSING_TTL_DOC)
                .define(MISSING_SIZE, ConfigDef.Type.INT, 10_000, Range.atLeast(1), Importance.LOW, MISSING_SIZE_DOC);
        ConfigDef ssl = new ConfigDef();
        SslConfigs.addClientSslSupport(ssl);
        ssl.configKeys()
                .values()
                .forEach(key -> definition.define(
                        PREFIX + key.name,
                        key.type,
                        key.defaultValue,
                        key.validator,
                        key.importance,
                        key.documentation));
        return definition;
    }

    /** Where HTTP requests go, without a slash at the end; empty for {@link #mockScope}. */
    List<URI> urls() {
        return urls;
    }

    /** The name of the in-process registry, if one is asked for. */
    Optional<String> mockScope() {
        String first = getList(URL).get(0);
        return first.startsWith(MOCK_PREFIX) ? Optional.of(first.substring(MOCK_PREFIX.length())) : Optional.empty();
    }

    /** Whether a missing schema is registered. */
    public boolean autoRegister() {
        return getBoolean(AUTO_REGISTER);
    }

    /** Whether records are written in the latest schema of their subject. */
    public boolean useLatest() {
        return getBoolean(USE_LATEST);
    }

    boolean normalize() {
        return getBoolean(NORMALIZE);
    }

    /** The form in which a schema goes to the registry. */
    UnaryOperator<Schema> outgoing() {
        return getBoolean(REMOVE_JAVA_PROPERTIES) ? JsonSchemas::withoutJavaProperties : UnaryOperator.identity();
    }

    /** How the subject of keys or of values is named. */
    public SubjectNameStrategy subjectNameStrategy(boolean isKey) {
        String key = isKey ? KEY_STRATEGY : VALUE_STRATEGY;
        return SubjectNameStrategy.parse(key, getString(key));
    }

    boolean specificReader() {
        return getBoolean(SPECIFIC_READER);
    }

    @Nullable
    Class<?> specificType(boolean isKey) {
        return getClass(isKey ? KEY_TYPE : VALUE_TYPE);
    }

    Duration connectTimeout() {
        return Duration.ofMillis(getInt(CONNECT_TIMEOUT_MS));
    }

    Duration readTimeout() {
        return Duration.ofMillis(getInt(READ_TIMEOUT_MS));
    }

    Duration missingTtl() {
        return Duration.ofSeconds(getLong(MISSING_TTL_SEC));
    }

    int missingCacheSize() {
        return getInt(MISSING_SIZE);
    }

    /** The {@code user:password} to send to {@code url}, if any. */
    Optional<String> basicCredentials(URI url) {
        return basicSource() ? Optional.of(secret(BASIC_USER_INFO)) : Optional.ofNullable(url.getUserInfo());
    }

    private boolean basicSource() {
        return getString(BASIC_SOURCE).equals("USER_INFO");
    }

    /** The token to send, if any. */
    Optional<String> bearerToken() {
        return Optional.of(secret(BEARER_TOKEN)).filter(token -> !token.isEmpty());
    }

    private void checkCredentials() {
        if (basicSource() && !secret(BASIC_USER_INFO).contains(":")) {
            throw new ConfigException(BASIC_USER_INFO + " must be USER:PASSWORD when " + BASIC_SOURCE
                    + " is USER_INFO, but has no colon.");
        }
        if (originals().containsKey(BEARER_SOURCE) && bearerToken().isEmpty()) {
            throw new ConfigException(BEARER_TOKEN + " must be set when " + BEARER_SOURCE + " is, but is empty.");
        }
        if (basicSource() && bearerToken().isPresent()) {
            throw new ConfigException(
                    "Only one of " + BASIC_USER_INFO + " and " + BEARER_TOKEN + " may be set, but both are.");
        }
    }

    private void checkProxy() {
        int port = getInt(PROXY_PORT);
        if (!getString(PROXY_HOST).isEmpty() && (port < 1 || port > 65_535)) {
            throw new ConfigException(
                    PROXY_PORT, port, "must be a port from 1 to 65535 when " + PROXY_HOST + " is set");
        }
    }

    /** The proxy on the way to the registry, if any. */
    Optional<InetSocketAddress> proxy() {
        String host = getString(PROXY_HOST);
        return host.isEmpty() ? Optional.empty() : Optional.of(new InetSocketAddress(host, getInt(PROXY_PORT)));
    }

    /** The TLS settings under Kafka's own names ({@code ssl.…}); empty if none is set. */
    Map<String, Object> ssl() {
        if (originalsWithPrefix(SSL_PREFIX).isEmpty()) {
            return Map.of();
        }
        Map<String, Object> ssl = new HashMap<>();
        values().forEach((key, value) -> {
            if (key.startsWith(SSL_PREFIX) && value != null) {
                ssl.put(key.substring(PREFIX.length()), value);
            }
        });
        return ssl;
    }

    private String secret(String key) {
        Password password = getPassword(key);
        return password.value();
    }

    private List<URI> httpUrls() {
        List<String> configured = getList(URL);
        if (configured.isEmpty() || configured.get(0).isEmpty()) {
            throw new ConfigException(URL + " must name at least one URL, but is empty.");
        }
        if (mockScope().isEmpty()) {
            return configured.stream().map(SchemaRegistryConfig::httpUrl).toList();
        }
        if (configured.size() > 1) {
            throw new ConfigException(
                    URL + " must be a single URL when it starts with mock://, but has " + configured.size() + ".");
        }
        return List.of();
    }

    private static URI httpUrl(String text) {
        URI url;
        try {
            url = URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            // Neither the text nor the cause is shown: it may hold a password.
            throw new ConfigException(URL + " must hold URLs, but a part of it is none.");
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new ConfigException(URL + " must be http://, https:// or mock:// and a host, but one is '"
                    + withoutUserInfo(url) + "'.");
        }
        return url;
    }

    /** {@code url} as it may appear in messages. */
    static String withoutUserInfo(URI url) {
        String userInfo = url.getRawUserInfo();
        return userInfo == null ? url.toString() : url.toString().replace(userInfo + "@", "");
    }

    /** Prefixed keys under their plain names; class objects by name, as Kafka's users may pass either. */
    private static Map<String, Object> withoutPrefix(Map<String, ?> configs) {
        Map<String, Object> plain = new HashMap<>();
        configs.forEach((key, value) -> {
            boolean strategy = key.endsWith(KEY_STRATEGY) || key.endsWith(VALUE_STRATEGY);
            plain.putIfAbsent(key, strategy && value instanceof Class<?> type ? type.getName() : value);
        });
        configs.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && !key.equals(URL) && !key.startsWith(SSL_PREFIX)) {
                plain.put(key.substring(PREFIX.length()), plain.get(key));
            }
        });
        return plain;
    }
}

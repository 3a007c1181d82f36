package dev.millrace.topology;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.SpecialsInData;
import dev.millrace.tokenizer.binary.EntropyGate;
import dev.millrace.tokenizer.dynamic.BoundaryMode;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a tokenization: keys of Millrace's own start with {@code millrace.}, all others are Kafka's or
 * the schema registry's and are passed on as they are.
 *
 * <p>Besides the keys of {@link #configDef()} there are families of keys that end in a name: {@link
 * MillraceConfigDef#FORMAT_OF_TOPIC}, {@link MillraceConfigDef#TOKENIZER_OF_TOPIC}, {@link
 * MillraceConfigDef#TOKENIZER_OF_DOMAIN}, {@link MillraceConfigDef#SPECIALS_IN_DATA_OF_TOKENIZER} and {@link
 * RedactionConfig#POLICY_OF_TYPE}.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class MillraceConfig extends AbstractConfig {

    /**
     * Reads and checks the configuration.
     *
     * @throws ConfigException naming the key, the rule and the actual value
     */
    public MillraceConfig(Map<String, ?> properties) {
        super(MillraceConfigDef.DEFINITION, properties, false);
        refuseUnknownKeys();
        documentsTopics().forEach(this::format);
        routes(MillraceConfigDef.TOKENIZER_OF_TOPIC);
        routes(MillraceConfigDef.TOKENIZER_OF_DOMAIN);
        defaultTokenizers();
        originalsWithPrefix(MillraceConfigDef.SPECIALS_IN_DATA_OF_TOKENIZER)
                .keySet()
                .forEach(name -> {
                    known(List.of(name));
                    specialsInData(name);
                });
        known(getList(MillraceConfigDef.DYNAMIC_TOKENIZERS));
        new ConfigChecks(this).run();
    }

    /** All keys of Millrace with type, default and documentation. */
    public static ConfigDef configDef() {
        return new ConfigDef(MillraceConfigDef.DEFINITION);
    }

    /** Topics that documents are read from. */
    public List<String> documentsTopics() {
        return getList(MillraceConfigDef.DOCUMENTS_TOPICS);
    }

    /** Topic of the token records. */
    public String tokensTopic() {
        return getString(MillraceConfigDef.TOKENS_TOPIC);
    }

    /** Topic of the merge tables of dynamic batches. */
    public String mergesTopic() {
        return getString(MillraceConfigDef.MERGES_TOPIC);
    }

    /** Topic of what was rejected. */
    public String rejectedTopic() {
        return getString(MillraceConfigDef.REJECTED_TOPIC);
    }

    /** Topic of what was rejected of documents topic {@code documents}: the restricted one if that is redacted. */
    public String rejectedTopic(String documents) {
        Set<String> redacted = redactedTopics();
        boolean unknown = !documentsTopics().contains(documents) && !redacted.isEmpty();
        return unknown || redacted.contains(documents) ? restrictedTopic() : rejectedTopic();
    }

    /** All topics that rejected documents go to. */
    public Set<String> rejectedTopics() {
        Set<String> topics = new LinkedHashSet<>();
        topics.add(rejectedTopic());
        if (!redactedTopics().isEmpty()) {
            topics.add(restrictedTopic());
        }
        return topics;
    }

    /** Topic of what was rejected of documents topics that are redacted. */
    public String restrictedTopic() {
        return getString(RedactionConfig.REJECTED_TOPIC);
    }

    /** Documents topics whose documents are redacted; empty if none are. */
    public Set<String> redactedTopics() {
        return new LinkedHashSet<>(getList(RedactionConfig.TOPICS));
    }

    /** What becomes of identifiers, or null if no documents are redacted. */
    public @Nullable RedactionPolicy redactionPolicy() {
        return redactedTopics().isEmpty() ? null : configuredPolicy();
    }

    /** What becomes of identifiers once documents are redacted. */
    RedactionPolicy configuredPolicy() {
        return RedactionConfig.policy(
                getString(RedactionConfig.POLICY),
                originalsWithPrefix(RedactionConfig.POLICY_OF_TYPE),
                getPassword(RedactionConfig.KEY));
    }

    /** Number of threads that encode. */
    int encoderThreads() {
        int threads = getInt(MillraceConfigDef.ENCODER_THREADS);
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** What the values of {@code topic} are. */
    public DocumentFormat format(String topic) {
        Object own = originals().get(MillraceConfigDef.FORMAT_OF_TOPIC + topic);
        String text = own == null ? getString(MillraceConfigDef.DOCUMENTS_FORMAT) : own.toString();
        try {
            return DocumentFormat.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    MillraceConfigDef.FORMAT_OF_TOPIC + topic, text, "must be one of avro, bytes, text, json");
        }
    }

    /** Names of the tokenizers and where each is loaded from, in the order configured. */
    public Map<String, String> tokenizerSources() {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String entry : getList(MillraceConfigDef.TOKENIZERS)) {
            int equals = entry.indexOf('=');
            String name = (equals < 0 ? entry : entry.substring(0, equals)).strip();
            String source = (equals < 0 ? entry : entry.substring(equals + 1)).strip();
            if (name.isEmpty() || source.isEmpty()) {
                throw new ConfigException(MillraceConfigDef.TOKENIZERS, entry, "must be NAME or NAME=SOURCE");
            }
            if (sources.put(name, source) != null) {
                throw new ConfigException(MillraceConfigDef.TOKENIZERS, name, "must name each tokenizer once");
            }
        }
        return sources;
    }

    /** Names of the tokenizers that take what nothing else routes. */
    public List<String> defaultTokenizers() {
        List<String> names = getList(MillraceConfigDef.TOKENIZER_DEFAULT);
        return names.isEmpty() ? List.of(tokenizerSources().keySet().iterator().next()) : known(names);
    }

    /** Tokenizers by topic. */
    public Map<String, List<String>> tokenizersByTopic() {
        return routes(MillraceConfigDef.TOKENIZER_OF_TOPIC);
    }

    /** Tokenizers by domain of the document. */
    public Map<String, List<String>> tokenizersByDomain() {
        return routes(MillraceConfigDef.TOKENIZER_OF_DOMAIN);
    }

    /** Template, special tokens and ill-formed UTF-8. */
    public EncodingOptions encodingOptions() {
        return new EncodingOptions(
                getBoolean(MillraceConfigDef.TEMPLATE),
                SpecialTokens.valueOf(upper(MillraceConfigDef.SPECIAL_TOKENS)),
                InvalidUtf8.valueOf(upper(MillraceConfigDef.INVALID_UTF8)));
    }

    /** Whether merges of tokenizer {@code name} may make special tokens out of documents. */
    public SpecialsInData specialsInData(String name) {
        String key = MillraceConfigDef.SPECIALS_IN_DATA_OF_TOKENIZER + name;
        Object own = originals().get(key);
        String text = own == null ? getString(MillraceConfigDef.SPECIALS_IN_DATA) : own.toString();
        try {
            return SpecialsInData.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key, text, "must be merge or forbid");
        }
    }

    /** What stands before tokenizers of bytes, or null if nothing does. */
    public @Nullable EntropyGate entropyGate() {
        String action = upper(MillraceConfigDef.ENTROPY_GATE);
        return action.equals("OFF")
                ? null
                : new EntropyGate(EntropyGate.Action.valueOf(action), getDouble(MillraceConfigDef.ENTROPY_MAX_BITS));
    }

    /** Whether batches of any tokenizer are merged. */
    public boolean mergesDynamically() {
        return !getList(MillraceConfigDef.DYNAMIC_TOKENIZERS).isEmpty();
    }

    /** How batches of tokenizer {@code name} are merged, or null if they are not. */
    public @Nullable DynamicOptions dynamicOptions(String name) {
        if (!getList(MillraceConfigDef.DYNAMIC_TOKENIZERS).contains(name)) {
            return null;
        }
        return new DynamicOptions(
                BoundaryMode.valueOf(upper(MillraceConfigDef.DYNAMIC_BOUNDARY)),
                getInt(MillraceConfigDef.DYNAMIC_MERGES_MAX),
                getDouble(MillraceConfigDef.DYNAMIC_REDUCTION_TARGET),
                getInt(MillraceConfigDef.DYNAMIC_COUNT_MIN),
                getString(MillraceConfigDef.DYNAMIC_LANGUAGE),
                getInt(MillraceConfigDef.DYNAMIC_BASE_IDS_MAX));
    }

    /** The keys that a backend reads itself. */
    Map<String, Object> backendSettings() {
        Map<String, Object> settings = new TreeMap<>(values());
        settings.keySet().removeIf(key -> !key.startsWith(GpuConfigDef.PREFIX));
        if (!originals().containsKey(GpuConfigDef.TIMEOUT_MS)) {
            long half = Math.max(1, getLong(MillraceConfigDef.BATCH_TIMEOUT_MS) / 2);
            settings.put(GpuConfigDef.TIMEOUT_MS, Math.min(half, getLong(GpuConfigDef.TIMEOUT_MS)));
        }
        return settings;
    }

    /** Bound on the live memory of micro-batches, in bytes. */
    long batchMemoryBytes() {
        long configured = getLong(MillraceConfigDef.BATCH_MEMORY_BYTES);
        return configured == 0 ? Runtime.getRuntime().maxMemory() / 4 : configured;
    }

    /** Whether ids are written as a plain Avro array rather than packed. */
    public boolean idsAsArray() {
        return getString(MillraceConfigDef.RECORD_IDS).equals("array");
    }

    /** Whether records say which bytes of the document each id stands for. */
    public boolean recordSpans() {
        return getBoolean(MillraceConfigDef.RECORD_SPANS);
    }

    /** The keys that are not Millrace's own: Kafka's and the schema registry's. */
    public Map<String, Object> foreignKeys() {
        Map<String, Object> foreign = new TreeMap<>(originals());
        foreign.keySet().removeIf(key -> key.startsWith(RejectedHeaders.PREFIX));
        return foreign;
    }

    private String upper(String key) {
        return getString(key).toUpperCase(Locale.ROOT);
    }

    private Map<String, List<String>> routes(String prefix) {
        Map<String, List<String>> routes = new TreeMap<>();
        originalsWithPrefix(prefix).forEach((name, value) -> {
            if (prefix.equals(MillraceConfigDef.TOKENIZER_OF_TOPIC)
                    && !documentsTopics().contains(name)) {
                throw new ConfigException(prefix + name, value, "must name a topic of millrace.documents.topics");
            }
            List<String> names = List.of(value.toString().strip().split("\\s*,\\s*"));
            routes.put(name, known(names));
        });
        return routes;
    }

    private List<String> known(List<String> names) {
        for (String name : names) {
            if (!tokenizerSources().containsKey(name)) {
                throw new ConfigException("tokenizer \"" + name + "\" must be listed in " + MillraceConfigDef.TOKENIZERS
                        + ", which has " + tokenizerSources().keySet());
            }
        }
        return names;
    }

    private void refuseUnknownKeys() {
        for (String key : originals().keySet()) {
            if (key.startsWith(RejectedHeaders.PREFIX)
                    && !values().containsKey(key)
                    && MillraceConfigDef.FAMILIES.stream().noneMatch(key::startsWith)) {
                throw new ConfigException("unknown key " + key + ": see `millrace run --print-config` for all keys");
            }
        }
    }
}

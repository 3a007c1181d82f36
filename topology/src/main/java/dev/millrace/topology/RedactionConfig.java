package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import dev.millrace.tokenizer.redact.IdentifierType;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Treatment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The keys of redaction. Names are contracts. */
public final class RedactionConfig {
    /** Documents topics that are redacted. */
    public static final String TOPICS = "millrace.redaction.topics";

    /** What becomes of identifiers. */
    public static final String POLICY = "millrace.redaction.policy";

    /** Family: what becomes of identifiers of one type. */
    public static final String POLICY_OF_TYPE = "millrace.redaction.policy.";

    /** Key of surrogates. */
    public static final String KEY = "millrace.redaction.key";

    /** Topic of what was rejected of documents topics that are redacted. */
    public static final String REJECTED_TOPIC = "millrace.redaction.rejected.topic";

    private RedactionConfig() {}

    static ConfigDef define(ConfigDef def) {
        return def.define(
                        TOPICS,
                        LIST,
                        "",
                        ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                        LOW,
                        "Topics of " + MillraceConfigDef.DOCUMENTS_TOPICS
                                + " whose documents are redacted: structured identifiers (numbers,"
                                + " codes, addresses and dates that name a person) are taken out before anything is"
                                + " tokenized. Names are not found. Only contents are redacted: ids, labels, keys and"
                                + " headers are passed on as they are.")
                .define(
                        POLICY,
                        STRING,
                        "tag",
                        ValidString.in("tag", "mask", "surrogate"),
                        LOW,
                        "What becomes of an identifier: its tag, such as <SSN>, takes its place; each of its bytes becomes"
                                + " #; or its letters and digits become others, the same for the same identifier. For one"
                                + " type: " + POLICY_OF_TYPE + "TYPE.")
                .define(
                        KEY,
                        PASSWORD,
                        null,
                        LOW,
                        "Secret that surrogates are made with, at least 16 bytes. The same key gives the same surrogates.")
                .define(
                        REJECTED_TOPIC,
                        STRING,
                        "documents-rejected-restricted",
                        new NonEmptyString(),
                        LOW,
                        "Topic of whatever was rejected of the topics of " + TOPICS + ", for any reason: the"
                                + " original bytes, in place of " + MillraceConfigDef.REJECTED_TOPIC + ".");
    }

    /**
     * The policy that the keys describe.
     *
     * @param byType values of {@link #POLICY_OF_TYPE} by what they end in
     */
    static RedactionPolicy policy(String otherwise, Map<String, Object> byType, @Nullable Password key) {
        Map<IdentifierType, Treatment> treatments = new EnumMap<>(IdentifierType.class);
        byType.forEach((name, value) -> treatments.put(type(name, value), treatment(name, value)));
        try {
            return new RedactionPolicy(
                    Treatment.valueOf(otherwise.toUpperCase(Locale.ROOT)),
                    treatments,
                    key == null ? null : key.value().getBytes(UTF_8));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(POLICY + ", " + POLICY_OF_TYPE + "TYPE and " + KEY + ": " + e.getMessage());
        }
    }

    private static IdentifierType type(String name, Object value) {
        for (IdentifierType type : IdentifierType.values()) {
            if (type.key().equals(name)) {
                return type;
            }
        }
        throw new ConfigException(
                POLICY_OF_TYPE + name,
                value,
                "must end in one of "
                        + Arrays.stream(IdentifierType.values())
                                .map(IdentifierType::key)
                                .toList());
    }

    private static Treatment treatment(String name, Object value) {
        try {
            return Treatment.valueOf(value.toString().strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    POLICY_OF_TYPE + name, value, "must be one of keep, tag, mask, surrogate, year, zip3");
        }
    }
}

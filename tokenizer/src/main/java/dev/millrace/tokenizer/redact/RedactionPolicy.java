package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each type of identifier, and the key of surrogates.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class RedactionPolicy {
    /** Fewest bytes of a key. */
    public static final int MIN_KEY_BYTES = 16;

    /** Changes whenever a rule finds something else, or something is replaced by something else. */
    private static final String RULES = "millrace-redaction-rules-1";

    private final Map<IdentifierType, Treatment> treatments = new EnumMap<>(IdentifierType.class);
    private final byte @Nullable [] key;

    /**
     * A policy.
     *
     * @param otherwise the treatment of types that {@code treatments} does not name
     * @param key the key of surrogates, copied; null if there is none
     * @throws IllegalArgumentException if a type has a treatment that is not for it, or surrogates have no key or one of
     *     less than {@value #MIN_KEY_BYTES} bytes
     */
    public RedactionPolicy(Treatment otherwise, Map<IdentifierType, Treatment> treatments, byte @Nullable [] key) {
        for (IdentifierType type : IdentifierType.values()) {
            Treatment treatment = treatments.getOrDefault(type, otherwise);
            boolean fits = switch (treatment) {
                case YEAR -> type == IdentifierType.DATE;
                case ZIP3 -> type == IdentifierType.ZIP;
                case SURROGATE -> key != null;
                case KEEP, TAG, MASK -> true;
            };
            if (!fits) {
                throw new IllegalArgumentException(
                        treatment == Treatment.SURROGATE
                                ? "surrogates of " + type.key() + " must have a key, but there is none"
                                : "the treatment of " + type.key() + " must suit its type, got " + treatment);
            }
            this.treatments.put(type, treatment);
        }
        if (key != null && key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key of surrogates must have at least " + MIN_KEY_BYTES + " bytes, got " + key.length);
        }
        this.key = key == null ? null : key.clone();
    }

    /** Every identifier becomes its tag. */
    public static RedactionPolicy tags() {
        return new RedactionPolicy(Treatment.TAG, Map.of(), null);
    }

    /** The treatment of {@code type}. */
    public Treatment of(IdentifierType type) {
        Treatment treatment = treatments.get(type);
        return treatment == null ? Treatment.TAG : treatment;
    }

    /** What makes surrogates, or null if there are none. */
    @Nullable
    Surrogates surrogates() {
        return key == null ? null : new Surrogates(key);
    }

    /**
     * SHA-256, as 64 lower-case hexadecimal digits, over the options of encoding, the rules, the treatments, and of the
     * key what an HMAC of a constant tells.
     *
     * @param encodingFingerprint of the other options
     */
    public String fingerprint(String encodingFingerprint) {
        StringBuilder canonical = new StringBuilder(RULES).append('\n').append(encodingFingerprint);
        treatments.forEach((type, treatment) ->
                canonical.append('\n').append(type).append('=').append(treatment));
        if (key != null && treatments.containsValue(Treatment.SURROGATE)) {
            canonical.append("\nkey=").append(new Surrogates(key).keyCheck());
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.toString().getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

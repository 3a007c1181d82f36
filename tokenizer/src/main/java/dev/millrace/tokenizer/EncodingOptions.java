package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the run decides about encoding; what the vocabulary decides is in the {@link Tokenizer}.
 *
 * @param template whether the tokenizer's post-processor (BOS, EOS, CLS, SEP ...) is applied
 * @param specialTokens what the text of a special token in a document means
 * @param invalidUtf8 what happens to ill-formed UTF-8; ignored by tokenizers that take bytes
 */
public record EncodingOptions(boolean template, SpecialTokens specialTokens, InvalidUtf8 invalidUtf8) {

    /** No template, special tokens are text, ill-formed UTF-8 is replaced. */
    public static final EncodingOptions DEFAULT = new EncodingOptions(false, SpecialTokens.TEXT, InvalidUtf8.REPLACE);

    /** Returns these options with another template flag. */
    public EncodingOptions withTemplate(boolean applied) {
        return new EncodingOptions(applied, specialTokens, invalidUtf8);
    }

    /** Returns these options with another treatment of special tokens. */
    public EncodingOptions withSpecialTokens(SpecialTokens treatment) {
        return new EncodingOptions(template, treatment, invalidUtf8);
    }

    /** Returns these options with another treatment of ill-formed UTF-8. */
    public EncodingOptions withInvalidUtf8(InvalidUtf8 treatment) {
        return new EncodingOptions(template, specialTokens, treatment);
    }

    /** SHA-256 of the options, as 64 lower-case hexadecimal digits. */
    public String fingerprint() {
        String canonical =
                "millrace-encoding-1\ntemplate=" + template + "\nspecial=" + specialTokens + "\nutf8=" + invalidUtf8;
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The new tokens of a batch: those that its rows use, in the order of their creation. New token {@code i} has the id
 * {@code firstId + i}; ids below are the base tokenizer's.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param tokenizerFingerprint of the base tokenizer
 * @param firstId the base tokenizer's vocabulary size
 * @param boundary what merges did not cross
 * @param language of the batch; empty if not known
 * @param maxBaseIds where {@link NewToken#baseIds} were cut, 0 if nowhere
 * @param tokens the new tokens
 */
public record BatchVocabulary(
        String tokenizerFingerprint,
        int firstId,
        BoundaryMode boundary,
        String language,
        int maxBaseIds,
        List<NewToken> tokens) {

    /**
     * A token that the base vocabulary does not have.
     *
     * @param bytes what it stands for
     * @param baseIds what the base model, without its pre-tokenizer, makes of these bytes
     * @param truncated whether {@code baseIds} were cut
     */
    public record NewToken(byte[] bytes, int[] baseIds, boolean truncated) {}

    /** Copies the list. */
    public BatchVocabulary {
        tokens = List.copyOf(tokens);
    }

    /** SHA-256 of the content, as 64 lower-case hexadecimal digits. */
    public String id() {
        MessageDigest sha256 = DynamicOptions.sha256();
        String head = "millrace-merges-1\n" + tokenizerFingerprint + '\n' + firstId + '\n' + boundary + '\n'
                + maxBaseIds + '\n' + language + '\n' + tokens.size() + '\n';
        sha256.update(head.getBytes(UTF_8));
        for (NewToken token : tokens) {
            sha256.update(ByteBuffer.allocate(9)
                    .putInt(token.bytes().length)
                    .putInt(token.baseIds().length)
                    .put((byte) (token.truncated() ? 1 : 0))
                    .array());
            sha256.update(token.bytes());
            for (int id : token.baseIds()) {
                sha256.update(ByteBuffer.allocate(4).putInt(id).array());
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /**
     * Returns the bytes that {@code ids[from, to)} stand for.
     *
     * @throws IllegalArgumentException if {@code base} is not the tokenizer that this vocabulary extends, or an id is
     *     in neither
     */
    public byte[] decode(Tokenizer base, int[] ids, int from, int to) {
        if (!base.fingerprint().equals(tokenizerFingerprint)) {
            throw new IllegalArgumentException("a batch vocabulary must be used with the tokenizer of fingerprint "
                    + tokenizerFingerprint + ", got " + base.name() + " with " + base.fingerprint());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = from;
        while (at < to) {
            int run = at;
            while (run < to && ids[run] < firstId) {
                run++;
            }
            bytes.writeBytes(base.decode(ids, at, run));
            for (at = run; at < to && ids[at] >= firstId; at++) {
                bytes.writeBytes(token(ids[at]).bytes());
            }
        }
        return bytes.toByteArray();
    }

    private NewToken token(int id) {
        if (id - firstId >= tokens.size()) {
            throw new IllegalArgumentException(
                    "ids must be below " + (firstId + tokens.size()) + " in this batch, got " + id);
        }
        return tokens.get(id - firstId);
    }
}

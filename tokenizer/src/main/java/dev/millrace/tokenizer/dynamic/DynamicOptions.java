package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How far a batch is merged and what its vocabulary says. Merging stops at whichever limit comes first, or when no pair
 * is left (saturation).
 *
 * @param boundary what a merge must not cross
 * @param maxMerges most merges, at least 0
 * @param targetReduction stop once this share of the batch's tokens has gone, 0 to 1: 1 − L/L₀
 * @param minCount a pair must occur this often, at least 1
 * @param language what the vocabulary says about the language of the batch; may be empty
 * @param maxBaseIds most base ids that the vocabulary gives for a new token, 0 for all: the width of a hypernetwork
 */
public record DynamicOptions(
        BoundaryMode boundary, int maxMerges, double targetReduction, int minCount, String language, int maxBaseIds) {

    /** Merges within pieces until no pair is left. */
    public static final DynamicOptions SATURATE =
            new DynamicOptions(BoundaryMode.PRETOKENS, Integer.MAX_VALUE, 1, 1, "", 0);

    /** Checks the ranges. */
    public DynamicOptions {
        if (maxMerges < 0 || minCount < 1 || maxBaseIds < 0) {
            throw new IllegalArgumentException("maxMerges, minCount and maxBaseIds must be at least 0, 1 and 0, got "
                    + maxMerges + ", " + minCount + " and " + maxBaseIds);
        }
        if (!(targetReduction >= 0 && targetReduction <= 1)) {
            throw new IllegalArgumentException("targetReduction must be between 0 and 1, got " + targetReduction);
        }
    }

    /** Returns these options with another number of merges. */
    public DynamicOptions withMaxMerges(int merges) {
        return new DynamicOptions(boundary, merges, targetReduction, minCount, language, maxBaseIds);
    }

    /** Returns these options with another boundary mode. */
    public DynamicOptions withBoundary(BoundaryMode mode) {
        return new DynamicOptions(mode, maxMerges, targetReduction, minCount, language, maxBaseIds);
    }

    /** Returns these options with another least count. */
    public DynamicOptions withMinCount(int count) {
        return new DynamicOptions(boundary, maxMerges, targetReduction, count, language, maxBaseIds);
    }

    /** Returns these options with another target. */
    public DynamicOptions withTargetReduction(double reduction) {
        return new DynamicOptions(boundary, maxMerges, reduction, minCount, language, maxBaseIds);
    }

    /** SHA-256, as 64 lower-case hexadecimal digits, of these options on top of the fingerprint of the encoding's. */
    public String fingerprint(String encodingFingerprint) {
        String canonical = encodingFingerprint + "\nmillrace-dynamic-1\nboundary=" + boundary + "\nmerges=" + maxMerges
                + "\nreduction=" + targetReduction + "\ncount=" + minCount;
        return HexFormat.of().formatHex(sha256().digest(canonical.getBytes(UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

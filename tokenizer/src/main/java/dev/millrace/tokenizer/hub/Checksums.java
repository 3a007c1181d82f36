package dev.millrace.tokenizer.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The checksums by which a hub names contents: SHA-256 of large files, Git's blob name (SHA-1 over a header and the
 * content) of small ones.
 */
final class Checksums {
    private Checksums() {}

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(content));
    }

    static String gitBlob(byte[] content) {
        MessageDigest sha1 = digest("SHA-1");
        sha1.update(("blob " + content.length + "\0").getBytes(UTF_8));
        return HexFormat.of().formatHex(sha1.digest(content));
    }

    /** Whether {@code name} is a checksum of either kind; other entity tags say nothing about the content. */
    static boolean isChecksum(String name) {
        return name.matches("[0-9a-f]{40}|[0-9a-f]{64}");
    }

    /** Whether {@code content} has the checksum {@code name}. */
    static boolean matches(String name, byte[] content) {
        return name.equals(name.length() == 64 ? sha256(content) : gitBlob(content));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }
}

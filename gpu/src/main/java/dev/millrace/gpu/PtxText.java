package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The compiled kernels, a text that the driver compiles further for its device. */
final class PtxText {
    private PtxText() {}

    private static byte[] bytes() {
        try (InputStream in = PtxText.class.getResourceAsStream(LaunchPlan.PTX)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the kernels must be beside the code, but there is no " + LaunchPlan.PTX);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A direct buffer that ends in a zero byte, as the driver wants it. */
    static ByteBuffer forDriver() {
        byte[] text = bytes();
        return ByteBuffer.allocateDirect(text.length + 1)
                .put(text)
                .put((byte) 0)
                .flip();
    }

    /** Version of the language and the least device. */
    static String version() {
        String text = new String(bytes(), US_ASCII);
        return "PTX " + directive(text, ".version ") + " for " + directive(text, ".target ") + " and later";
    }

    private static String directive(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}

package dev.millrace.app.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private static List<String> lines(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        LineReader reader = new LineReader(in, () -> {});
        while (reader.next()) {
            lines.add(new String(reader.toByteArray(), ISO_8859_1));
        }
        return lines;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    }

    @Test
    void linesEndInLineFeedWithOrWithoutCarriageReturn() throws IOException {
        assertThat(lines(stream("a\nb\r\n\n\r\nc\rd"))).containsExactly("a", "b", "", "", "c\rd");
        assertThat(lines(stream(""))).isEmpty();
        assertThat(lines(stream("\n"))).containsExactly("");
        assertThat(lines(stream("no end"))).containsExactly("no end");
    }

    @Test
    void splitsAsAStringWouldHoweverTheBytesArrive() throws IOException {
        long seed = Long.getLong("millrace.seed", 20_261_121L);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int line = random.nextInt(8); line >= 0; line--) {
                // Now and then far longer than the buffer.
                int length = random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(200);
                text.append("x".repeat(length)).append(random.nextBoolean() ? "\n" : "\r\n");
            }
            text.append(round % 2 == 0 ? "" : "rest");

            List<String> expected = text.toString().lines().toList();

            assertThat(lines(new Dribble(text.toString(), new Random(seed + round))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void tellsBeforeItWaits() throws IOException {
        List<String> events = new ArrayList<>();
        LineReader reader = new LineReader(new Dribble("a\nb\n", new Random(1)), () -> events.add("wait"));
        while (reader.next()) {
            events.add(new String(reader.toByteArray(), ISO_8859_1));
        }

        assertThat(events).startsWith("wait").containsSubsequence("a", "wait").containsOnlyOnce("a", "b");
    }

    /** Gives as many bytes at a time as it likes and never has any at hand. */
    private static final class Dribble extends InputStream {
        private final byte[] bytes;
        private final Random random;
        private int at;

        Dribble(String text, Random random) {
            this.bytes = text.getBytes(ISO_8859_1);
            this.random = random;
        }

        @Override
        public int read() {
            return at == bytes.length ? -1 : bytes[at++] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (at == bytes.length) {
                return -1;
            }
            int n = Math.min(Math.min(length, bytes.length - at), 1 + random.nextInt(70_000));
            System.arraycopy(bytes, at, to, offset, n);
            at += n;
            return n;
        }
    }
}

package dev.millrace.serdes;

import dev.millrace.schemas.RawDocument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Raw documents for tests. */
final class Documents {
    private Documents() {}

    /** A document with every optional field set. */
    static RawDocument full() {
        return new RawDocument(
                "doc-1",
                "acme",
                "legal",
                "o200k_base",
                "text/plain",
                "de",
                Map.of("source", "archive", "größe", "klein"),
                Instant.ofEpochMilli(1_700_000_000_123L),
                ByteBuffer.wrap("Grüße aus Köln".getBytes(StandardCharsets.UTF_8)));
    }

    /** A random one: fields come and go, strings are any Unicode, content is any bytes. */
    static RawDocument random(Random random) {
        Map<String, String> labels = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put(string(random), string(random));
        }
        byte[] content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300)];
        random.nextBytes(content);
        return new RawDocument(
                string(random),
                string(random),
                optional(random),
                optional(random),
                optional(random),
                optional(random),
                labels,
                random.nextBoolean() ? Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)) : null,
                ByteBuffer.wrap(content));
    }

    private static @Nullable String optional(Random random) {
        return random.nextBoolean() ? string(random) : null;
    }

    static String string(Random random) {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int codePoint = random.nextInt(1 << (7 + random.nextInt(10)));
            string.appendCodePoint(codePoint >= 0xd800 && codePoint < 0xe000 ? 'x' : codePoint);
        }
        return string.toString();
    }
}

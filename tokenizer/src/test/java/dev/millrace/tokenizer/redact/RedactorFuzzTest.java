package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random bytes, random fragments of identifiers, and long inputs made to be slow. */
class RedactorFuzzTest {
    private static final String[] FRAGMENTS = {
        "SSN ",
        "123-45-6789",
        "1",
        "45",
        "-",
        "/",
        ".",
        " ",
        "\n",
        "(",
        ")",
        "+1 ",
        "212",
        "5551234",
        "@",
        "x.org",
        "http://",
        "www.",
        "MRN",
        ": ",
        "#",
        "Jan ",
        "2024",
        "31",
        "DE89",
        "3704",
        "O",
        "l",
        "S",
        "é",
        "١",
        "\u200b",
        "１",
        "–",
        "<SSN>",
        "ext",
        "age 9",
        "ID",
        "plate ",
        "AB12",
        "::",
        "fe80",
        "(01)",
        "4111111111111111",
        "\ud83d\ude00"
    };

    private static final byte[] KEY = "sixteen bytes or more".getBytes(UTF_8);

    private static byte[] input(Random random) {
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString().getBytes(UTF_8);
    }

    @Test
    void spansAreInOrderApartAndInsideAndWhatIsBetweenStays() {
        long seed = Long.getLong("millrace.seed", 20_240_611L);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 15_000; round++) {
            byte[] inner = input(random);
            int from = random.nextInt(3);
            byte[] source = new byte[from + inner.length + random.nextInt(3)];
            System.arraycopy(inner, 0, source, from, inner.length);
            for (Treatment treatment : List.of(Treatment.TAG, Treatment.MASK, Treatment.SURROGATE)) {
                RedactionPolicy policy = new RedactionPolicy(treatment, Map.of(), KEY);
                check(inner, new Redactor(policy).redact(source, from, from + inner.length), treatment);
            }
        }
    }

    private static void check(byte[] source, RedactedText text, Treatment treatment) {
        byte[] redacted = text.toByteArray();
        int at = 0;
        int out = 0;
        for (int i = 0; i <= text.size(); i++) {
            int start = i < text.size() ? text.start(i) : source.length;
            int redactedStart = i < text.size() ? text.redactedStart(i) : redacted.length;
            assertThat(start).isGreaterThanOrEqualTo(at);
            assertThat(redactedStart - out).isEqualTo(start - at);
            assertThat(slice(redacted, out, redactedStart)).isEqualTo(slice(source, at, start));
            if (i < text.size()) {
                String value = slice(source, start, text.end(i));
                String replacement = slice(redacted, redactedStart, text.redactedEnd(i));
                assertThat(value).isNotEmpty();
                assertThat(replacement).isNotEqualTo(value);
                if (treatment == Treatment.TAG) {
                    assertThat(replacement).isEqualTo(text.type(i).tag());
                } else if (treatment == Treatment.MASK) {
                    assertThat(replacement).isEqualTo("#".repeat(value.length()));
                }
                at = text.end(i);
                out = text.redactedEnd(i);
            }
        }
    }

    private static String slice(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    /** What is found in a text must not be found in what it became. */
    @Test
    void theRedactedTextHasNoneOfTheValuesLeft() {
        Random random = new Random(7);
        Redactor redactor = new Redactor(RedactionPolicy.tags());
        for (int round = 0; round < 10_000; round++) {
            byte[] source = input(random);
            RedactedText text = redactor.redact(source, 0, source.length);
            String redacted = new String(text.toByteArray(), ISO_8859_1);
            for (int i = 0; i < text.size(); i++) {
                String value = slice(source, text.start(i), text.end(i));
                if (value.length() >= 7 && count(new String(source, ISO_8859_1), value) == 1) {
                    assertThat(redacted).doesNotContain(value);
                }
            }
        }
    }

    private static int count(String text, String value) {
        int count = 0;
        for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
            count++;
        }
        return count;
    }

    static List<String> hostile() {
        List<String> patterns = new ArrayList<>(List.of(
                "1",
                "1-",
                "12 ",
                "1.",
                "((",
                "+(",
                "@",
                "a@",
                "a.b@",
                ".",
                "/",
                "a.com/",
                "x://",
                "www.",
                "http://",
                "Jan ",
                "1Jan",
                "l",
                "O0",
                "MRN ",
                "MRN:",
                "id ",
                "id-",
                "#",
                "# 1",
                "ssn",
                "patient ",
                "a",
                "A1",
                "DE12 ",
                "GB12SSSS",
                "::",
                "a:",
                "1:",
                "(01)",
                "123-45-6789 ",
                "age 91 ",
                "\u200b",
                "é",
                "١",
                "plate A1 "));
        patterns.add("phone ext x1 ");
        return patterns;
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noInputIsMuchSlowerThanAnother(String pattern) {
        byte[] text = pattern.repeat((1 << 19) / pattern.getBytes(UTF_8).length).getBytes(UTF_8);
        Redactor redactor = new Redactor(RedactionPolicy.tags());
        // Quadratic time would be minutes; the limit is for machines that do much else.
        RedactedText redacted =
                assertTimeoutPreemptively(Duration.ofSeconds(30), () -> redactor.redact(text, 0, text.length));
        assertThat(redacted.length()).isPositive();
    }
}

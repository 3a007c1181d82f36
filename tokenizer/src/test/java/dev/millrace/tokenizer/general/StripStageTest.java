package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.oracle.TestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripStageTest {

    private static final class Joined implements Decoder.Sink {
        private final StringBuilder text = new StringBuilder();
        private final List<String> calls = new ArrayList<>();

        @Override
        public void token(byte[] token) {
            text.append(new String(token, UTF_8));
            calls.add("token");
        }

        @Override
        public void part(byte[] part) {
            text.append(new String(part, UTF_8));
            calls.add("part");
        }

        @Override
        public void finish() {
            calls.add("finish");
        }
    }

    @ParameterizedTest
    @CsvSource({"_,0,0", "_,1,0", "_,0,1", "_,2,3", "_,3,1", "é,1,2"})
    void aTokenInPartsLosesWhatTheWholeLoses(String content, int start, int stop) {
        Random random = new Random(TestSettings.seed());
        for (int i = 0; i < 2_000; i++) {
            Joined whole = new Joined();
            Joined parts = new Joined();
            StringBuilder token = new StringBuilder();
            Decoder.Sink inParts =
                    Decoder.strip(content.codePointAt(0), start, stop).into(parts);
            for (int n = random.nextInt(6); n > 0; n--) {
                String part = List.of("_", "__", "a", "é", "", "_a_", "éé").get(random.nextInt(7));
                token.append(part);
                inParts.part(part.getBytes(UTF_8));
            }
            inParts.finish();
            Decoder.Sink inOne =
                    Decoder.strip(content.codePointAt(0), start, stop).into(whole);
            inOne.token(token.toString().getBytes(UTF_8));
            inOne.finish();
            assertThat(parts.text).as("<%s>", token).hasToString(whole.text.toString());
            assertThat(parts.calls).endsWith("finish");
        }
    }
}

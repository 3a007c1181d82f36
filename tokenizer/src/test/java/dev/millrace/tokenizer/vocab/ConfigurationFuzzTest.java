package dev.millrace.tokenizer.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Some new files in every build; {@code -Dmillrace.seed} takes the seed that a failed build has printed. */
class ConfigurationFuzzTest {
    private static final int SECONDS = TestSettings.isFull() ? 60 : 8;
    private static final long SEED = Long.getLong("millrace.seed", System.currentTimeMillis());

    @Test
    void idsEqualTheLibraryWhateverTheFile() throws IOException {
        ConfigurationFuzzer.Outcome outcome = ConfigurationFuzzer.run(SECONDS, SEED, 20, false);
        System.out.println("fuzz of files: first seed " + SEED + ", " + outcome.tokenizers() + " files, "
                + outcome.documents() + " documents");
        assertThat(outcome.first()).as("-Dmillrace.seed=%d", SEED).isEmpty();
        assertThat(outcome.tokenizers()).isPositive();
    }
}

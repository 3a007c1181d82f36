package dev.millrace.tokenizer.redact.selftest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.redact.IdentifierType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedactionSelfTestTest {
    @Test
    void atLeastNinetyNineOfAHundredIdentifiersOfEveryTypeAreGone() {
        long seed = Long.getLong("millrace.seed", 1L);
        System.out.println("seed " + seed);
        RedactionSelfTest test = new RedactionSelfTest();
        test.run(seed, 200);
        assertThat(test.byType().keySet()).containsExactly(IdentifierType.values());
        assertThat(test.byType()).allSatisfy((type, score) -> {
            assertThat(score.present()).isEqualTo(1_200);
            assertThat(score.recall()).as("recall of %s", type).isGreaterThanOrEqualTo(0.99);
            assertThat(score.precision()).as("precision of %s", type).isGreaterThanOrEqualTo(0.95);
        });
        assertThat(test.byNoise().get(Noise.NONE))
                .satisfies(score -> assertThat(score.recall()).isGreaterThanOrEqualTo(0.999));
    }

    @Test
    void theSameSeedMakesTheSameStatementsAndTheirIdentifiersAreWhereItSays() {
        StatementGenerator.Statement one = new StatementGenerator(5).next(Noise.OCR);
        StatementGenerator.Statement other = new StatementGenerator(5).next(Noise.OCR);
        assertThat(one.text()).isEqualTo(other.text());
        assertThat(one.identifiers()).isEqualTo(other.identifiers()).hasSize(IdentifierType.values().length);
        for (StatementGenerator.Gold gold : one.identifiers()) {
            String value = new String(one.text(), gold.start(), gold.end() - gold.start(), UTF_8);
            assertThat(value).isNotBlank().isEqualTo(value.strip());
        }
    }

    @Test
    void noiseChangesWhatItSays() {
        assertThat(Noise.OCR.apply("500-10-8888", new Random(1))).hasSize(11).containsPattern("[OlISB]");
        assertThat(Noise.UNICODE_DIGITS.apply("12", new Random(1))).doesNotContainPattern("[0-9]");
        assertThat(Noise.LINE_BREAK.apply("1-2-3", new Random(1))).isEqualTo("1-2-\n3");
        assertThat(Noise.UNSEEN.apply("12", new Random(1)))
                .hasSize(3)
                .startsWith("1")
                .endsWith("2");
    }

    /** The notes were made anonymous, but dates, high ages and a telephone number are still in them. */
    @Test
    void littleIsFoundInNotesThatWereMadeAnonymous() throws IOException {
        byte[] notes = Files.readAllBytes(SharedData.path("corpora/clinical/mtsamples_subset.csv"));
        RedactionSelfTest test = new RedactionSelfTest();
        test.countIn(notes, 0, notes.length);
        assertThat(test.words()).isGreaterThan(150_000);
        assertThat(test.perThousandWords()).isLessThan(0.5);
    }
}

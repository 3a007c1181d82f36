package dev.millrace.tokenizer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.RandomText;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {

    @Test
    void findsNoDifferenceFromTheLibrary() {
        Path file = SharedData.path("tokenizers/kitoken-bert_base_cased/tokenizer.json");
        EncodingOptions options =
                EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW).withTemplate(true);
        Verification verification = new Verification(
                TokenizerRegistry.load(file.toString()), options, Reference.huggingFace(file, options));
        assertThat(verification.check("Hello, world! [MASK]".getBytes(UTF_8))).isNull();
        assertThat(verification.check(new byte[] {'a', (byte) 0xff, 'b'})).isNull();
        assertThat(verification.documents()).isEqualTo(2);
        assertThat(verification.bytes()).isEqualTo(23);
        assertThat(verification.tokens()).isPositive();
    }

    @Test
    void showsTheFirstDifferenceWithItsPlace() {
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        Verification verification =
                new Verification(tokenizer, EncodingOptions.DEFAULT, Reference.tiktoken("cl100k_base"));
        Verification.Difference difference =
                Objects.requireNonNull(verification.check("hello   world".getBytes(UTF_8)));
        assertThat(difference.token()).isZero();
        assertThat(difference.offset()).isZero();
        assertThat(difference.actualPieces()).startsWith("hello");
        assertThat(difference.toString()).contains("expected [", "got [");
    }

    private static Reference reference(IntFunction<int[]> idsOfLength) {
        return new Reference() {
            @Override
            public String name() {
                return "crafted";
            }

            @Override
            public int[] encode(String text) {
                return idsOfLength.apply(text.length());
            }

            @Override
            public String piece(int id) {
                return "piece " + id;
            }
        };
    }

    @Test
    void aDocumentThatOneSideRefusesDiffers() {
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        Reference refusing = reference(length -> {
            throw new IllegalStateException("not today");
        });
        Verification verification = new Verification(tokenizer, EncodingOptions.DEFAULT, refusing);
        assertThat(Objects.requireNonNull(verification.check(new byte[0])).expectedPieces())
                .containsExactly("refused: not today");
        EncodingOptions strict = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.REFUSE);
        byte[] forbidden = "<|endoftext|>".getBytes(UTF_8);
        assertThat(new Verification(tokenizer, strict, refusing).check(forbidden))
                .isNull();
        Verification other = new Verification(tokenizer, strict, reference(int[]::new));
        assertThat(Objects.requireNonNull(other.check(forbidden)).actualPieces())
                .singleElement()
                .asString()
                .startsWith("refused: ")
                .contains("<|endoftext|>");
    }

    @Test
    void namesAnEncodingThatIsNone() {
        assertThatThrownBy(() -> Reference.tiktoken("no_base"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("no_base");
    }

    /** jtokkit has the classes of the running JDK, so only characters that all JDKs know alike are compared. */
    @ParameterizedTest
    @ValueSource(strings = {"r50k_base", "p50k_base", "cl100k_base", "o200k_base"})
    void builtInEncodingsEqualTiktokenOnRandomText(String name) {
        Verification verification =
                new Verification(TokenizerRegistry.load(name), EncodingOptions.DEFAULT, Reference.tiktoken(name));
        RandomText texts = new RandomText(new Random(TestSettings.seed()));
        for (int i = 0; i < (TestSettings.isFull() ? 200_000 : 1_500); i++) {
            String text = oldCharacters(texts.next(i % 80));
            assertThat(verification.check(text.getBytes(UTF_8)))
                    .as("seed %d, <%s>", TestSettings.seed(), text)
                    .isNull();
        }
    }

    private static String oldCharacters(String text) {
        return text.codePoints()
                .filter(c -> c < 0x250
                        || c >= 0x370 && c < 0x500
                        || c >= 0x2000 && c < 0x2070
                        || c >= 0x3040 && c < 0x3100
                        || c >= 0x4E00 && c < 0x9F00
                        || c >= 0xAC00 && c < 0xD7A4
                        || c >= 0x1F600 && c < 0x1F640)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

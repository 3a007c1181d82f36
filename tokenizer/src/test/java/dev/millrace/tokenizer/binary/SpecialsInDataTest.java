package dev.millrace.tokenizer.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialsInData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialsInDataTest {
    private static final int START = 0;
    private static final int END = 1;

    private static String glaurung() {
        return SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json")
                .toString();
    }

    private static int[] encode(Tokenizer tokenizer, EncodingOptions options, byte[] bytes) {
        Encoder encoder = tokenizer.newEncoder(options);
        int[] ids = new int[bytes.length + 2];
        encoder.begin(bytes, 0, bytes.length);
        return Arrays.copyOf(ids, encoder.next(ids, 0, ids.length));
    }

    /** A library of JNA with the texts of two special tokens in it, each after a byte that merges with neither. */
    private static byte[] executableWithTheTextsOfSpecialTokens() throws IOException {
        try (InputStream in =
                SpecialsInDataTest.class.getResourceAsStream("/com/sun/jna/linux-x86-64/libjnidispatch.so")) {
            byte[] bytes = Arrays.copyOf(Objects.requireNonNull(in).readAllBytes(), 32 << 10);
            byte[] names = "\u0001\u0002<|start|>\u0001\u0002<|end|>\u0001\u0002".getBytes(US_ASCII);
            System.arraycopy(names, 0, bytes, 20_000, names.length);
            return bytes;
        }
    }

    @Test
    void anExecutableWithTheTextsOfBothSpecialTokensGivesTheirIdsAsTheLibraryDoesAndItsBytesBack() throws IOException {
        byte[] executable = executableWithTheTextsOfSpecialTokens();
        Tokenizer tokenizer = TokenizerRegistry.load(glaurung());

        int[] ids = encode(tokenizer, EncodingOptions.DEFAULT, executable);

        assertThat(ids).contains(START, END);
        assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo(executable);
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(Path.of(glaurung()))) {
            assertThat(ids).isEqualTo(library.encode(new String(executable, ISO_8859_1), false));
        }
    }

    @Test
    void forbiddenSpecialTokensAreNotMadeOfAnExecutableThatHasTheirTexts() throws IOException {
        byte[] executable = executableWithTheTextsOfSpecialTokens();
        Tokenizer merging = TokenizerRegistry.load(glaurung());
        Tokenizer forbidding = TokenizerRegistry.load(glaurung(), SpecialsInData.FORBID);

        int[] ids = encode(forbidding, EncodingOptions.DEFAULT, executable);

        assertThat(ids).doesNotContain(START, END);
        assertThat(Arrays.stream(ids).allMatch(id -> id >= 135))
                .as("no special token at all")
                .isTrue();
        assertThat(forbidding.decode(ids, 0, ids.length)).isEqualTo(executable);
        assertThat(forbidding.fingerprint()).isNotEqualTo(merging.fingerprint());
        assertThat(TokenizerRegistry.load(glaurung(), SpecialsInData.FORBID).fingerprint())
                .isEqualTo(forbidding.fingerprint());
    }

    @Test
    void theTemplateStillPutsSpecialTokensAroundADocument() throws IOException {
        Tokenizer forbidding = TokenizerRegistry.load(glaurung(), SpecialsInData.FORBID);
        int[] ids = encode(forbidding, EncodingOptions.DEFAULT.withTemplate(true), "<|end|>".getBytes(US_ASCII));

        assertThat(ids[0]).isEqualTo(START);
        assertThat(ids[ids.length - 1]).isEqualTo(END);
        assertThat(Arrays.copyOfRange(ids, 1, ids.length - 1)).doesNotContain(START, END);
    }

    @Test
    void whereNoMergeMakesOneForbiddingChangesNothing(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), TinyBinary.json(300));

        assertThat(TokenizerRegistry.load(file.toString(), SpecialsInData.FORBID)
                        .fingerprint())
                .isEqualTo(TokenizerRegistry.load(file.toString()).fingerprint());
        assertThat(TokenizerRegistry.load("gpt2", SpecialsInData.FORBID).fingerprint())
                .isEqualTo(TokenizerRegistry.load("gpt2").fingerprint());
    }

    @Test
    void aPieceThatIsASpecialTokenAsAWholeIsForbiddenToo(@TempDir Path folder) throws IOException {
        String json = TinyBinary.json(300).replace("\"ignore_merges\":false", "\"ignore_merges\":true");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        byte[] text = "<|start|>".getBytes(US_ASCII);
        Tokenizer merging = TokenizerRegistry.load(file.toString());
        Tokenizer forbidding = TokenizerRegistry.load(file.toString(), SpecialsInData.FORBID);

        assertThat(encode(merging, EncodingOptions.DEFAULT, text)).containsExactly(START);
        assertThat(encode(forbidding, EncodingOptions.DEFAULT, text)).doesNotContain(START);
        assertThat(forbidding.fingerprint()).isNotEqualTo(merging.fingerprint());
    }

    @Test
    void aModelWithoutMergesRefuses() {
        String bert = SharedData.path("tokenizers/kitoken-bert_base_cased/tokenizer.json")
                .toString();

        assertThatThrownBy(() -> TokenizerRegistry.load(bert, SpecialsInData.FORBID))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining(
                        "model.type must be BPE where special tokens are forbidden in data, got WordPiece");
    }
}

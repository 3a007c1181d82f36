package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerRegistryTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void loadsARankFileThatBearsTheNameOfItsEncoding() throws IOException {
        Path file = folder.resolve("r50k_base.tiktoken");
        try (InputStream in = TokenizerRegistry.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken")) {
            assertThat(in).isNotNull();
            Files.copy(in, file);
        }
        assertThat(TokenizerRegistry.load(file.toString()).fingerprint())
                .isEqualTo(TokenizerRegistry.load("r50k_base").fingerprint());
        Path unknown = Files.move(file, folder.resolve("mine.tiktoken"));
        assertThatThrownBy(() -> TokenizerRegistry.load(unknown.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("must bear the name of its encoding");
    }

    @Test
    void refusesBrokenRankFiles() throws IOException {
        Path file = folder.resolve("r50k_base.tiktoken");
        Files.writeString(file, "IQ== 0\nIg== one\n");
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("line 2");
        Files.writeString(file, "IQ== 0\n");
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("256 single bytes");
    }

    @Test
    void saysWhatATokenizerCanBe() {
        assertThatThrownBy(() -> TokenizerRegistry.load("no-such-tokenizer"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("cl100k_base")
                .hasMessageEndingWith("got no-such-tokenizer");
        assertThatThrownBy(() -> TokenizerRegistry.load(folder.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("must have a tokenizer.json");
    }

    @ParameterizedTest
    @CsvSource({
        "ignore_merges, 1, model.ignore_merges",
        "merges, '[\"a zz\"]', model.merges[0]",
        "merges, '[\"a b c\"]', model.merges[0]",
        "merges, '\"a b\"', model.merges must be a list",
        "vocab, '\"a\":2147483647', 'ids of at most 16777216, but gives a 2147483647'",
        "normalizer, '{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"x\"}', normalizer.pattern.String",
        "normalizer, '{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"!\"}', normalizer.precompiled_charsmap",
        "added_tokens, '[{\"id\":1.5,\"content\":\"x\"}]', added_tokens[0].id",
        "post_processor, '{\"type\":\"Odd\"}', post_processor.type",
        "normalizer, '{\"type\":\"Odd\"}', normalizer.type",
    })
    void namesThePlaceOfWhatItRefuses(String part, String json, String place) {
        TinyTokenizer tiny = new TinyTokenizer().with(part, json);
        assertThatThrownBy(() -> tiny.load(folder))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining(place)
                .hasMessageContaining("tokenizer.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "5", "[]", "\"x\""})
    void refusesWhatIsNoObject(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessage("cannot load " + file + ": a tokenizer.json must be an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "[]", "\"x\""})
    void refusesAModelThatIsNoObject(String model) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": " + model + "}");
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessage("cannot load " + file + ": model must be an object");
    }

    @Test
    void refusesWhatIsNoJson() throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {");
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString())).isInstanceOf(TokenizerLoadException.class);
    }

    @Test
    void appliesTheTemplateOnlyWhenAsked() {
        Tokenizer tokenizer = new TinyTokenizer()
                .with("post_processor", "{\"type\":\"RobertaProcessing\",\"sep\":[\"</s>\",261],\"cls\":[\"<s>\",260]}")
                .with("added_tokens", "[" + TinyTokenizer.added("<s>", 260, true) + "]")
                .load(folder);
        byte[] text = "abc".getBytes(UTF_8);
        assertThat(Encoding.encode(tokenizer.newEncoder(EncodingOptions.DEFAULT), text))
                .containsExactly(257);
        assertThat(Encoding.encode(tokenizer.newEncoder(EncodingOptions.DEFAULT.withTemplate(true)), text))
                .containsExactly(260, 257, 261);
    }

    @Test
    void findsTheLongestAddedTokenAtTheLeftmostPlace() {
        Tokenizer tokenizer = new TinyTokenizer()
                .with(
                        "added_tokens",
                        "[" + TinyTokenizer.added("ab", 260, false) + "," + TinyTokenizer.added("abcd", 261, false)
                                + "," + TinyTokenizer.added("bcdef", 262, false) + "]")
                .load(folder);
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        // As in the reference: a token of the vocabulary keeps its id there, the others get the next free ones.
        int ab = 256;
        int abcd = 260;
        int bcdef = 261;
        assertThat(Encoding.encode(encoder, "abcdef".getBytes(UTF_8))).containsExactly(abcd, 'e', 'f');
        assertThat(Encoding.encode(encoder, "abcabcd".getBytes(UTF_8))).containsExactly(ab, 'c', abcd);
        assertThat(Encoding.encode(encoder, "bcdef".getBytes(UTF_8))).containsExactly(bcdef);
    }
}

package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.StreamingDecoder;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.Differential;
import dev.millrace.tokenizer.oracle.FuzzText;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingDecoderTest {
    private static final EncodingOptions SPECIAL =
            EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW).withTemplate(true);

    static Stream<String> tokenizers() throws IOException {
        List<String> names = new ArrayList<>(List.of("cl100k_base"));
        HuggingFaceContractTest.comparedTokenizers().forEach(file -> names.add(file.toString()));
        names.add(SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json")
                .toString());
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void piecesOfAnySizeAreTheWhole(String source) {
        Tokenizer tokenizer = TokenizerRegistry.load(source);
        Random random = new Random(TestSettings.seed());
        FuzzText texts = new FuzzText(random, tokenizer, List.of("[MASK]", "<s>"), List.of());
        var encoder = tokenizer.newEncoder(SPECIAL);
        StreamingDecoder decoder = tokenizer.newDecoder();
        for (int i = 0; i < (TestSettings.isFull() ? 20_000 : 200); i++) {
            int[] ids =
                    i % 2 == 0 ? Differential.encode(encoder, texts.next().getBytes(UTF_8)) : anyIds(tokenizer, random);
            byte[] whole = tokenizer.decode(ids, 0, ids.length);
            assertThat(inPieces(decoder, ids, random))
                    .as("seed %d, ids %s", TestSettings.seed(), Arrays.toString(ids))
                    .isEqualTo(whole);
            assertThat(textInPieces(decoder, ids, random))
                    .as("seed %d, ids %s", TestSettings.seed(), Arrays.toString(ids))
                    .isEqualTo(new String(whole, UTF_8));
        }
    }

    private static int[] anyIds(Tokenizer tokenizer, Random random) {
        int[] ids = new int[random.nextInt(40)];
        for (int i = 0; i < ids.length; ) {
            ids[i] = random.nextInt(random.nextBoolean() ? 300 : tokenizer.vocabularySize());
            try {
                tokenizer.decode(ids, i, i + 1);
                i++;
            } catch (IllegalArgumentException hole) {
                assertThat(hole).hasMessageContaining(String.valueOf(ids[i]));
            }
        }
        return ids;
    }

    private static byte[] inPieces(StreamingDecoder decoder, int[] ids, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0, to; from < ids.length; from = to) {
            to = Math.min(ids.length, from + 1 + random.nextInt(random.nextBoolean() ? 1 : 7));
            all.writeBytes(decoder.bytes(ids, from, to));
        }
        all.writeBytes(decoder.finish());
        return all.toByteArray();
    }

    private static String textInPieces(StreamingDecoder decoder, int[] ids, Random random) {
        StringBuilder all = new StringBuilder();
        for (int from = 0; from < ids.length; ) {
            if (random.nextBoolean()) {
                all.append(decoder.text(ids[from++]));
            } else {
                int to = Math.min(ids.length, from + random.nextInt(5));
                all.append(decoder.text(ids, from, to));
                from = to;
            }
        }
        return all.append(decoder.finishText()).toString();
    }

    /** Text that comes back whole: the library writes U+FFFD for half characters, each in its own way. */
    @ParameterizedTest
    @MethodSource("dev.millrace.tokenizer.vocab.HuggingFaceContractTest#comparedTokenizers")
    void textIsThatOfTheLibrary(Path source) {
        Tokenizer tokenizer = TokenizerFiles.load(source);
        Random random = new Random(TestSettings.seed());
        FuzzText texts = new FuzzText(random, tokenizer, List.of("[MASK]", "<s>"), List.of());
        var encoder = tokenizer.newEncoder(SPECIAL);
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofFile(source)) {
            for (int i = 0; i < (TestSettings.isFull() ? 20_000 : 150); i++) {
                int[] ids = Differential.encode(encoder, texts.next().getBytes(UTF_8));
                assertThat(textInPieces(tokenizer.newDecoder(), ids, random))
                        .as("seed %d, ids %s", TestSettings.seed(), Arrays.toString(ids))
                        .isEqualTo(oracle.decode(ids, false));
            }
        }
    }

    /**
     * Each decoder on tokens that it does something to; those of the test data have not all of them. The library ends the
     * process where {@code Strip} has nothing left to take, so it is not asked for that.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{'type':'BPEDecoder','suffix':'</w>'}",
                "{'type':'CTC','pad_token':'<pad>','word_delimiter_token':'|','cleanup':true}",
                "{'type':'CTC','pad_token':'<pad>','word_delimiter_token':'|','cleanup':false}",
                "{'type':'WordPiece','prefix':'##','cleanup':true}",
                "{'type':'WordPiece','prefix':'##','cleanup':false}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'never','split':true}",
                "{'type':'Strip','content':' ','start':1,'stop':0}",
                "{'type':'Strip','content':' ','start':0,'stop':1}",
                "{'type':'Replace','pattern':{'String':'▁'},'content':' '}",
                "{'type':'Replace','pattern':{'Regex':'[.!]+'},'content':'-'}",
                "{'type':'Sequence','decoders':[{'type':'Replace','pattern':{'String':'▁'},'content':' '},"
                        + "{'type':'ByteFallback'},{'type':'Fuse'},{'type':'Strip','content':' ','start':1,'stop':0}]}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'Strip','content':' ','start':2,'stop':0}]}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'Strip','content':'▁','start':1,'stop':0}]}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'Fuse'},"
                        + "{'type':'Replace','pattern':{'String':'. '},'content':'.'}]}",
                "{'type':'Sequence','decoders':[{'type':'WordPiece','prefix':'##','cleanup':true},{'type':'Fuse'},"
                        + "{'type':'Strip','content':' ','start':0,'stop':1}]}"
            })
    void everyDecoderIsThatOfTheLibrary(String decoder) throws IOException {
        String[] tokens = {
            "a", "b", " ", "  ", "##c", "d</w>", "</w>", "<pad>", "|", "▁", "▁e", "e▁", ".", " .", "!", "n't", " n't",
            "do not", " '", "' ", "<0x41>", "<0x42>", "x"
        };
        StringBuilder vocab = new StringBuilder();
        for (int id = 0; id < tokens.length; id++) {
            vocab.append(id == 0 ? "" : ",")
                    .append('"')
                    .append(tokens[id])
                    .append("\":")
                    .append(id);
        }
        String json = "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],"
                + "\"normalizer\":null,\"pre_tokenizer\":null,\"post_processor\":null,\"decoder\":"
                + decoder.replace("'", "\"") + ",\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"x\",\"vocab\":{"
                + vocab + "}}}";
        Tokenizer tokenizer = TokenizerJson.load(new ByteArrayInputStream(json.getBytes(UTF_8)), "crafted", "crafted");
        StreamingDecoder streaming = tokenizer.newDecoder();
        Random random = new Random(TestSettings.seed());
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofJson(json)) {
            for (int i = 0; i < 500; i++) {
                int[] ids = random.ints(1 + random.nextInt(8), 0, tokens.length).toArray();
                String expected = oracle.decode(ids, false);
                assertThat(new String(tokenizer.decode(ids, 0, ids.length), UTF_8))
                        .as("ids %s", Arrays.toString(ids))
                        .isEqualTo(expected);
                assertThat(textInPieces(streaming, ids, random)).isEqualTo(expected);
            }
        }
    }

    @Test
    void halfCharactersAreHeldBackUntilTheyAreWhole() {
        Tokenizer tokenizer = TokenizerRegistry.load("cl100k_base");
        StreamingDecoder decoder = tokenizer.newDecoder();
        int[] face = Differential.encode(tokenizer.newEncoder(EncodingOptions.DEFAULT), "a😀".getBytes(UTF_8));
        assertThat(face).hasSizeGreaterThan(2);
        assertThat(decoder.text(face[0])).isEqualTo("a");
        for (int i = 1; i < face.length - 1; i++) {
            assertThat(decoder.text(face[i])).isEmpty();
        }
        assertThat(decoder.text(face[face.length - 1])).isEqualTo("😀");
        assertThat(decoder.finishText()).isEmpty();

        assertThat(decoder.text(face[1])).isEmpty();
        assertThat(decoder.text(face[0])).as("it will never be whole").isEqualTo("\uFFFDa");
        assertThat(decoder.text(face[1])).isEmpty();
        assertThat(decoder.finishText()).isEqualTo("\uFFFD");
        assertThat(decoder.finishText())
                .as("nothing is left for the next document")
                .isEmpty();
    }

    @Test
    void anIdThatIsNoneIsRefusedAndNothingIsTaken() {
        Tokenizer tokenizer = TokenizerRegistry.load("cl100k_base");
        StreamingDecoder decoder = tokenizer.newDecoder();
        int[] ids = Differential.encode(tokenizer.newEncoder(EncodingOptions.DEFAULT), "hello".getBytes(UTF_8));
        assertThatThrownBy(() -> decoder.bytes(new int[] {ids[0], 999_999}, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("999999")
                .hasMessageContaining("index 1");
        assertThat(decoder.text(ids, 0, ids.length)).isEqualTo("hello");
    }
}

package dev.millrace.tokenizer.binary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.PreTokenization;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import dev.millrace.tokenizer.vocab.ByteAlphabet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteSpellingTest {
    private static final JsonFactory JSON = new JsonFactory();

    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name + ".json"), json);
    }

    private Tokenizer load(String name, String json) throws IOException {
        return TokenizerRegistry.load(file(name, json).toString());
    }

    private static int[] encode(Tokenizer tokenizer, byte[] bytes) {
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        int[] ids = new int[bytes.length];
        encoder.begin(bytes, 0, bytes.length);
        return Arrays.copyOf(ids, encoder.next(ids, 0, ids.length));
    }

    /** The same vocabulary in GPT-2's alphabet, as later files of the published family have it. */
    private static String inGpt2Alphabet(String latin1) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonParser in = JSON.createParser(latin1);
                JsonGenerator to = JSON.createGenerator(out)) {
            for (JsonToken token; (token = in.nextToken()) != null; ) {
                String path = in.getParsingContext().pathAsPointer().toString();
                if (token == JsonToken.FIELD_NAME
                        && path.startsWith("/model/vocab/")
                        && !in.currentName().startsWith("<|")) {
                    to.writeFieldName(spelled(in.currentName()));
                } else if (token == JsonToken.VALUE_STRING && path.startsWith("/model/merges/")) {
                    to.writeString(spelled(in.getText()));
                } else if (token == JsonToken.VALUE_NULL
                        && (path.equals("/pre_tokenizer") || path.equals("/decoder"))) {
                    to.writeRawValue("{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,"
                            + "\"use_regex\":false}");
                } else {
                    to.copyCurrentEvent(in);
                }
            }
        }
        return out.toString();
    }

    private static String spelled(String latin1) {
        StringBuilder text = new StringBuilder();
        latin1.chars().forEach(b -> text.append(ByteAlphabet.of(b)));
        return text.toString();
    }

    @Test
    void bothSpellingsAreDetectedAndGiveTheSameIdsForAnyBytes() throws IOException {
        String json = TinyBinary.json(400);
        Tokenizer latin1 = load("latin1", json);
        Tokenizer gpt2 = load("gpt2", inGpt2Alphabet(json));

        assertThat(latin1.byteSpelling()).isEqualTo(ByteSpelling.LATIN_1).hasToString("latin-1");
        assertThat(gpt2.byteSpelling()).isEqualTo(ByteSpelling.BYTE_LEVEL).hasToString("byte-level");
        assertThat(gpt2.takesBytes()).isTrue();
        for (int seed = 0; seed < 20; seed++) {
            byte[] data = TinyBinary.data(1 + 997 * seed, seed);
            int[] ids = encode(gpt2, data);
            assertThat(ids).as("seed %d", seed).isEqualTo(encode(latin1, data));
            assertThat(gpt2.decode(ids, 0, ids.length)).isEqualTo(data);
        }
    }

    @Test
    void textInGpt2sAlphabetHasTheLibrarysIds() throws IOException {
        Path file = file("gpt2", inGpt2Alphabet(TinyBinary.json(400)));
        Tokenizer gpt2 = TokenizerRegistry.load(file.toString());
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(file)) {
            for (String text : new String[] {"@@\u00c7\u00c7 @\u0087@", "naïve \u0000 \ud83d\ude00 <|start|", ""}) {
                assertThat(encode(gpt2, text.getBytes(UTF_8))).as(text).isEqualTo(library.encode(text, false));
            }
        }
    }

    @Test
    void aVocabularyLearntFromTextWithoutCuttingIsForText() throws IOException {
        Path file = folder.resolve("text.json");
        TrainerOptions options = TrainerOptions.of(280).withPreTokenization(PreTokenization.NONE);
        try (BpeTrainer trainer = new BpeTrainer(options, 1);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] text = "ćwierć miliarda źdźbeł, ćwierć źdźbła \u0000\u0000\u0000".getBytes(UTF_8);
            trainer.add(text, 0, text.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());

        assertThat(tokenizer.takesBytes()).isFalse();
        assertThat(tokenizer.byteSpelling()).isNull();
    }

    @Test
    void aDecoderThatOnlyJoinsTokensChangesNothing() throws IOException {
        String json = TinyBinary.json(300).replace("\"decoder\":null", "\"decoder\":{\"type\":\"Fuse\"}");
        Tokenizer tokenizer = load("fuse", json);
        byte[] data = TinyBinary.data(500, 9);

        int[] ids = encode(tokenizer, data);
        assertThat(tokenizer.byteSpelling()).isEqualTo(ByteSpelling.LATIN_1);
        assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo(data);
    }

    @Test
    void aFileThatSpellsOnlySomeBytesIsRefusedAndNotGuessed() throws IOException {
        String json = TinyBinary.json(260).replace("\"\\u0007\":", "\"\\ue007\":");

        assertThatThrownBy(() -> load("escaped", json))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("has 255 of them and lacks U+0007");
    }

    @Test
    void thePublishedFilesAreTakenForWhatTheyAre() {
        for (String name : new String[] {"kitoken-gpt2", "kl3m-004-char-4k-cased", "lenml-qwen2_5", "kl3m-001-32k"}) {
            Tokenizer text = TokenizerRegistry.load(
                    SharedData.path("tokenizers/" + name + "/tokenizer.json").toString());
            assertThat(text.byteSpelling()).as(name).isNull();
        }
        Tokenizer glaurung = TokenizerRegistry.load(SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json")
                .toString());
        assertThat(glaurung.byteSpelling()).isEqualTo(ByteSpelling.LATIN_1);
    }
}

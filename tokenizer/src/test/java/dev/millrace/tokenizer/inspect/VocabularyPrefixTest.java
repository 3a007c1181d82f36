package dev.millrace.tokenizer.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedBpe;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyPrefixTest {
    @TempDir
    private Path folder = Path.of("");

    private Tokenizer few = TokenizerRegistry.load("gpt2");
    private Tokenizer many = few;

    @BeforeEach
    void train() throws IOException {
        TrainerOptions options = TrainerOptions.of(290)
                .withTokens(List.of("<|start|>"), List.of())
                .forBytes();
        try (BpeTrainer trainer = new BpeTrainer(options, 1)) {
            byte[] text =
                    "how much wood would a woodchuck chuck, how much wood? as much wood as it could".getBytes(UTF_8);
            trainer.add(text, 0, text.length);
            TrainedBpe trained = trainer.train(tokens -> {});
            many = written("many", trained);
            few = written("few", trained.truncated(270));
        }
    }

    private Tokenizer written(String name, TrainedBpe trained) throws IOException {
        Path file = folder.resolve(name + ".json");
        try (OutputStream out = Files.newOutputStream(file)) {
            TrainedFiles.writeTokenizerJson(trained, out);
        }
        return TokenizerRegistry.load(file.toString());
    }

    private Tokenizer changed(String from, String to) throws IOException {
        String json = Files.readString(folder.resolve("few.json"));
        assertThat(json).contains(from);
        Path file = Files.writeString(folder.resolve("changed.json"), json.replace(from, to));
        return TokenizerRegistry.load(file.toString());
    }

    @Test
    void aTruncatedVocabularyIsAPrefixAndTheWholeOneIsNotOneOfIt() {
        assertThat(VocabularyPrefix.firstDifference(few, many)).isNull();
        assertThat(VocabularyPrefix.firstDifference(many, many)).isNull();
        assertThat(VocabularyPrefix.firstDifference(many, few))
                .isEqualTo("many has ids up to " + (many.vocabularySize() - 1) + ", but few only up to 269");
    }

    @Test
    void theFirstIdThatDiffersIsNamed() throws IOException {
        assertThat(VocabularyPrefix.firstDifference(
                        changed("\"\\u0001\":2,\"\\u0002\":3", "\"\\u0002\":2,\"\\u0001\":3"), many))
                .isEqualTo("id 2 is 02 in changed, but 01 in many");
        assertThat(VocabularyPrefix.firstDifference(changed("\"special\":true", "\"special\":false"), many))
                .isEqualTo("id 0 is 3c7c73746172747c3e in changed, but special 3c7c73746172747c3e in many");
    }

    @Test
    void theOrderOfMergesCounts() throws IOException {
        String json = Files.readString(folder.resolve("few.json"));
        int at = json.indexOf("\"merges\":[") + "\"merges\":[".length();
        String[] merges = json.substring(at).split("(?<=\\]),", 3);
        Tokenizer swapped = changed(merges[0] + "," + merges[1], merges[1] + "," + merges[0]);

        assertThat(VocabularyPrefix.firstDifference(swapped, many))
                .startsWith("merge 0 is ")
                .contains(" in changed, but ");
    }

    @Test
    void publishedEncodingsThatShareTheirFirstRanksDifferWhereTheirOtherTokensBegin() {
        Tokenizer r50k = TokenizerRegistry.load("r50k_base");

        assertThat(VocabularyPrefix.firstDifference(r50k, TokenizerRegistry.load("p50k_base")))
                .isNull();
        assertThat(VocabularyPrefix.firstDifference(r50k, TokenizerRegistry.load("cl100k_base")))
                .startsWith("id ");
    }

    @Test
    void tokensThatAreNoBytesCannotBeCompared() {
        Tokenizer bert = TokenizerRegistry.load(SharedData.path("tokenizers/kitoken-bert_base_cased/tokenizer.json")
                .toString());

        assertThatThrownBy(() -> VocabularyPrefix.firstDifference(bert, many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have tokens that are bytes to be compared");
    }
}

package dev.millrace.tokenizer.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.inspect.Finding.Kind;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.PreTokenization;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyInspectionTest {
    @TempDir
    private Path folder = Path.of("");

    private static List<Integer> ids(List<Finding> findings, Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::id)
                .toList();
    }

    private Path train(TrainerOptions options, String text) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (BpeTrainer trainer = new BpeTrainer(options, 1);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] document = text.getBytes(UTF_8);
            trainer.add(document, 0, document.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        return file;
    }

    @Test
    void whatIsWrongWithAVocabularyIsFound() throws IOException {
        Path file = train(TrainerOptions.of(256 + 1 + 3).withTokens(List.of("<s>"), List.of()), "abab abab é é é é");
        String json = Files.readString(file);
        // A token that no merge makes, and one with a space inside, which the pre-tokenizer cuts.
        json = json.replace("},\"merges\":[", ",\"xyz\":260,\"bĠa\":261},\"merges\":[[\"b\",\"Ġ\"],[\"bĠ\",\"a\"],")
                .replace("\"xyz\":260", "\"xyz\":260,\"bĠ\":262");
        Files.writeString(file, json);
        VocabularyInspection inspection = new VocabularyInspection(TokenizerRegistry.load(file.toString()));
        List<Finding> findings = inspection.findings();

        assertThat(inspection.size()).isEqualTo(263);
        assertThat(inspection.specialTokens()).isEqualTo(1);
        assertThat(ids(findings, Kind.UNREACHABLE)).containsExactly(260);
        assertThat(ids(findings, Kind.CUT)).containsExactly(261, 262);
        assertThat(ids(findings, Kind.PARTIAL_UTF8)).as("bytes from 0x80 on").hasSize(128);
        assertThat(ids(findings, Kind.DUPLICATE)).isEmpty();
        assertThat(ids(findings, Kind.UNUSED)).as("no document was looked at").isEmpty();
    }

    @Test
    void anAddedTokenWithTheBytesOfAModelsTokenIsADuplicateButReachable() throws IOException {
        Path file = train(TrainerOptions.of(256 + 2), "語語 語語 語語");
        // In GPT-2's alphabet the token of its three bytes is spelled otherwise, so both can be there.
        String json = Files.readString(file)
                .replace(
                        "\"added_tokens\":[]",
                        "\"added_tokens\":[{\"id\":258,\"content\":\"語\",\"single_word\":false,\"lstrip\":false,"
                                + "\"rstrip\":false,\"normalized\":false,\"special\":false}]");
        Files.writeString(file, json);
        VocabularyInspection inspection = new VocabularyInspection(TokenizerRegistry.load(file.toString()));
        assertThat(ids(inspection.findings(), Kind.DUPLICATE)).containsExactly(258);
        assertThat(ids(inspection.findings(), Kind.UNREACHABLE)).isEmpty();
    }

    @Test
    void unusedTokensAreThoseThatNoDocumentHas() throws IOException {
        Path file = train(TrainerOptions.of(256 + 3).withPreTokenization(PreTokenization.NONE), "abab abab abab");
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        VocabularyInspection inspection = new VocabularyInspection(tokenizer);
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        byte[] text = "xab".getBytes(UTF_8);
        encoder.begin(text, 0, text.length);
        inspection.use(encoder);
        assertThat(ids(inspection.findings(), Kind.UNUSED)).hasSize(256 + 3 - 2).doesNotContain(256);
    }

    @Test
    void publicVocabulariesHaveTokensThatNoTextGives() {
        VocabularyInspection inspection = new VocabularyInspection(TokenizerRegistry.load("r50k_base"));
        List<Finding> findings = inspection.findings();
        assertThat(ids(findings, Kind.UNREACHABLE)).isEmpty();
        assertThat(ids(findings, Kind.PARTIAL_UTF8)).hasSizeGreaterThan(128);
    }

    @Test
    void tokensThatDependOnTheirNeighboursAreRefused() {
        Tokenizer wordPiece = TokenizerRegistry.load(
                SharedData.path("tokenizers/kitoken-bert_base_cased").toString());
        assertThatThrownBy(() -> new VocabularyInspection(wordPiece))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depend on their neighbours");
    }
}

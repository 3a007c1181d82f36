package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.IdWidth;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redaction before dynamic merges and before the Hugging Face library: what comes out is that of the redacted text. */
class RedactedEncodingTest {
    private static final List<String> TEXTS = List.of(
            "patient with SSN 123-45-6789, again SSN 123-45-6789, and SSN 123-45-6789",
            "nothing in it, nothing at all",
            "",
            "SSN 123-45-6789 of the patient with MRN: 00123456, the patient with SSN 123-45-6789");
    private static final List<String> REDACTED = List.of(
            "patient with SSN <SSN>, again SSN <SSN>, and SSN <SSN>",
            "nothing in it, nothing at all",
            "",
            "SSN <SSN> of the patient with MRN: <MRN>, the patient with SSN <SSN>");

    @TempDir
    private Path folder = Path.of("");

    /** What a topology made of documents. */
    private record Outcome(List<TokenRecord> records, List<MergeTable> tables) {}

    /** Sends the texts as one poll, or one by one. */
    private static Outcome outcome(List<String> texts, boolean asPoll, Map<String, String> settings) {
        List<String> all = new ArrayList<>();
        settings.forEach((key, value) -> all.addAll(List.of(key, value)));
        try (TopologyFixture topology = new TopologyFixture(all.toArray(String[]::new))) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                byte[] key = ("doc-" + i).getBytes(UTF_8);
                records.add(new ConsumerRecord<>(
                        "documents", 0, i, key, texts.get(i).getBytes(UTF_8)));
            }
            if (asPoll) {
                topology.runtime
                        .newMicroBatcher()
                        .accept(new ConsumerRecords<>(Map.of(new TopicPartition("documents", 0), records), Map.of()));
            }
            records.forEach(topology::send);
            Outcome outcome = new Outcome(topology.tokens(), topology.mergeTables());
            assertThat(topology.counter("millrace.inline.encodes")).isEqualTo(asPoll ? 0 : texts.size());
            assertThat(topology.rejected()).isEmpty();
            assertThat(topology.raw("documents-rejected-restricted")).isEmpty();
            return outcome;
        }
    }

    private static Map<String, String> redacting(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("millrace.redaction.topics", "documents");
        return all;
    }

    private static int[] ids(TokenRecord record) {
        byte[] packed = new byte[record.getTokens().remaining()];
        record.getTokens().duplicate().get(packed);
        return (record.getDtype() == IdType.U16LE ? IdWidth.U16 : IdWidth.U32).unpack(packed);
    }

    private static String decoded(Tokenizer tokenizer, TokenRecord record, List<MergeTable> tables) {
        @Nullable
        MergeTable table = tables.stream()
                .filter(candidate -> candidate.getId().equals(record.getMergeTableId()))
                .findFirst()
                .orElse(null);
        return new String(TokenRecordDecoder.decode(record, table, tokenizer), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dynamicMergesAreThoseOfTheRedactedTexts(boolean asPoll) {
        Map<String, String> settings =
                Map.of("millrace.tokenizers", "r50k_base", "millrace.dynamic.tokenizers", "r50k_base");
        Outcome redacted = outcome(TEXTS, asPoll, redacting(settings));
        Outcome plain = outcome(REDACTED, asPoll, settings);

        assertThat(redacted.tables()).isNotEmpty().isEqualTo(plain.tables());
        assertThat(redacted.records()).hasSameSizeAs(TEXTS);
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        for (int i = 0; i < TEXTS.size(); i++) {
            TokenRecord record = redacted.records().get(i);
            assertThat(ids(record)).isEqualTo(ids(plain.records().get(i)));
            assertThat(record.getMergeTableId())
                    .isEqualTo(plain.records().get(i).getMergeTableId());
            assertThat(decoded(tokenizer, record, redacted.tables())).isEqualTo(REDACTED.get(i));
        }
        assertThat(redacted.records().get(0).getRedactions()).hasSize(3);
        assertThat(redacted.tables())
                .allSatisfy(table -> assertThat(table.getEntries())
                        .allSatisfy(entry -> assertThat(
                                        UTF_8.decode(entry.getBytes().duplicate())
                                                .toString())
                                .doesNotContainPattern("[0-9]")));
    }

    /** Tokens, and a tokenizer.json that has them: of it the library alone knows how texts are cut, if {@code foreign}. */
    private Path tagged(boolean foreign) throws IOException {
        TrainerOptions options = TrainerOptions.of(300).withTokens(List.of("<SSN>", "<MRN>"), List.of());
        byte[] corpus = "the patient with the number SSN MRN <SSN> 123 nothing in it "
                .repeat(20)
                .getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BpeTrainer trainer = new BpeTrainer(options, 1)) {
            trainer.add(corpus, 0, corpus.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        String json = out.toString(UTF_8);
        if (foreign) {
            json = json.replaceFirst(
                    "\"pre_tokenizer\":(\\{[^}]*})",
                    "\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"UnicodeScripts\"},$1]}");
        }
        return Files.writeString(folder.resolve("tagged.json"), json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "allow"})
    void theLibraryEncodesTheRedactedTextAndTagsAreTokens(String special) throws IOException {
        Path file = tagged(true);
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        assertThat(tokenizer.engine()).isEqualTo("djl");
        Map<String, String> settings = Map.of("millrace.tokenizers", "t=" + file, "millrace.special.tokens", special);
        // Where the text of a tag is the token: so the library sees the redacted text.
        Map<String, String> allowing = Map.of("millrace.tokenizers", "t=" + file, "millrace.special.tokens", "allow");
        List<TokenRecord> expected = outcome(REDACTED, true, allowing).records();
        List<String> texts = new ArrayList<>(TEXTS);
        texts.add("<SSN> in a text is no token");
        for (boolean asPoll : new boolean[] {true, false}) {
            List<TokenRecord> redacted =
                    outcome(texts, asPoll, redacting(settings)).records();
            for (int i = 0; i < TEXTS.size(); i++) {
                TokenRecord record = redacted.get(i);
                assertThat(ids(record)).isEqualTo(ids(expected.get(i)));
                long tags = Arrays.stream(ids(record)).filter(id -> id < 2).count();
                assertThat(tags).isEqualTo(record.getRedactions().size());
            }
            TokenRecord text = redacted.get(TEXTS.size());
            assertThat(ids(text)).isNotEmpty().doesNotContain(0, 1);
            assertThat(decoded(tokenizer, text, List.of())).isEqualTo("<SSN> in a text is no token");
        }
    }

    @Test
    void theLibrarysIdsOfMasksAreThoseOfTheMaskedText() throws IOException {
        Map<String, String> settings = Map.of("millrace.tokenizers", "t=" + tagged(true));
        Map<String, String> masking = new TreeMap<>(redacting(settings));
        masking.put("millrace.redaction.policy", "mask");
        List<String> masked = TEXTS.stream()
                .map(text -> text.replace("123-45-6789", "###########").replace("00123456", "########"))
                .toList();
        List<int[]> expected = new ArrayList<>();
        outcome(masked, true, settings).records().forEach(record -> expected.add(ids(record)));
        List<TokenRecord> actual = outcome(TEXTS, true, masking).records();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(ids(actual.get(i))).isEqualTo(expected.get(i));
        }
    }

    @Test
    void mergesLeaveTagsThatAreTokensAlone() throws IOException {
        Path file = tagged(false);
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        Map<String, String> settings = Map.of("millrace.tokenizers", "t=" + file, "millrace.dynamic.tokenizers", "t");
        Outcome redacted = outcome(TEXTS, true, redacting(settings));
        assertThat(redacted.tables()).hasSize(1);
        for (int i = 0; i < TEXTS.size(); i++) {
            TokenRecord record = redacted.records().get(i);
            assertThat(decoded(tokenizer, record, redacted.tables())).isEqualTo(REDACTED.get(i));
            long tags = Arrays.stream(ids(record)).filter(id -> id < 2).count();
            assertThat(tags).isEqualTo(record.getRedactions().size());
        }
    }
}

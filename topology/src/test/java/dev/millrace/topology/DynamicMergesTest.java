package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.MergedToken;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class DynamicMergesTest {
    private static final Tokenizer R50K = TokenizerRegistry.load("r50k_base");
    private static final List<String> TEXTS = List.of(
            "Ribonucleoprotein particles regulate mRNA stability.",
            "mRNA stability is modulated by ribonucleoprotein factors.",
            "",
            "Ribonucleoproteins, ribonucleoproteins, ribonucleoproteins!");

    private static TopologyFixture topology(String... settings) {
        List<String> all = new ArrayList<>(
                List.of("millrace.tokenizers", "r50k_base", "millrace.dynamic.tokenizers", "r50k_base"));
        all.addAll(List.of(settings));
        return new TopologyFixture(all.toArray(String[]::new));
    }

    /** Sends {@code texts} as one poll of one partition: what the interceptor does, then each record. */
    private static void sendPoll(TopologyFixture topology, List<String> texts) {
        TopicPartition partition = new TopicPartition("documents", 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            records.add(new ConsumerRecord<>(
                    "documents",
                    0,
                    i,
                    ("doc-" + i).getBytes(UTF_8),
                    texts.get(i).getBytes(UTF_8)));
        }
        topology.runtime.newMicroBatcher().accept(new ConsumerRecords<>(Map.of(partition, records), Map.of()));
        records.forEach(topology::send);
    }

    private static String decoded(TokenRecord record, List<MergeTable> tables) {
        MergeTable table = tables.stream()
                .filter(candidate -> candidate.getId().equals(record.getMergeTableId()))
                .findFirst()
                .orElse(null);
        return new String(TokenRecordDecoder.decode(record, table, R50K), UTF_8);
    }

    @Test
    void theDocumentsOfAPollShareOneTableAndDecodeFromRecordAndTable() {
        try (TopologyFixture topology = topology()) {
            sendPoll(topology, TEXTS);
            List<MergeTable> tables = topology.mergeTables();
            List<TokenRecord> records = topology.tokens();

            assertThat(tables).hasSize(1);
            MergeTable table = tables.get(0);
            assertThat(table.getTokenizerFingerprint()).isEqualTo(R50K.fingerprint());
            assertThat(table.getFirstId()).isEqualTo(R50K.vocabularySize());
            assertThat(table.getBoundary()).isEqualTo("pretokens");
            assertThat(table.getEntries()).isNotEmpty().noneMatch(MergedToken::getSpecial);
            assertThat(records).hasSize(4).allSatisfy(record -> {
                assertThat(record.getMergeTableId()).isEqualTo(table.getId());
                assertThat(record.getDtype()).isEqualTo(IdType.U32LE);
                assertThat(record.getVocabularySize()).isEqualTo(R50K.vocabularySize());
            });
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(decoded(records.get(i), tables)).isEqualTo(TEXTS.get(i));
            }
            assertThat(topology.counter("millrace.dynamic.batches")).isEqualTo(1);
            assertThat(topology.counter("millrace.dynamic.tokens.after"))
                    .isLessThan(topology.counter("millrace.dynamic.tokens.before"));
        }
    }

    @Test
    void aDocumentOutsideAMicroBatchIsABatchOfItsOwn() {
        try (TopologyFixture topology = topology()) {
            TEXTS.forEach(text -> topology.send("doc", text));
            List<MergeTable> tables = topology.mergeTables();
            List<TokenRecord> records = topology.tokens();
            assertThat(tables).hasSize(3);
            assertThat(records.get(2).getMergeTableId())
                    .as("the empty document")
                    .isNull();
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(decoded(records.get(i), tables)).isEqualTo(TEXTS.get(i));
            }
        }
    }

    @Test
    void aBatchIsNoLargerThanASubBatch() {
        try (TopologyFixture topology = topology("millrace.batch.max.bytes", "120")) {
            sendPoll(topology, TEXTS);
            List<MergeTable> tables = topology.mergeTables();
            List<TokenRecord> records = topology.tokens();
            assertThat(tables).hasSize(2);
            assertThat(records.get(2).getMergeTableId())
                    .isEqualTo(records.get(0).getMergeTableId())
                    .isNotEqualTo(records.get(3).getMergeTableId());
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(decoded(records.get(i), tables)).isEqualTo(TEXTS.get(i));
            }
        }
    }

    @Test
    void segmentsOfADocumentNameTheSameTable() {
        try (TopologyFixture topology = topology("millrace.record.max.tokens", "3")) {
            sendPoll(topology, TEXTS.subList(0, 1));
            List<TokenRecord> records = topology.tokens();
            List<MergeTable> tables = topology.mergeTables();
            assertThat(records).hasSizeGreaterThan(1);
            StringBuilder text = new StringBuilder();
            records.forEach(record -> text.append(decoded(record, tables)));
            assertThat(text).hasToString(TEXTS.get(0));
            assertThat(tables).hasSize(1);
        }
    }

    @Test
    void aPoisonedDocumentOfABatchIsRejectedAloneAndTheOthersAreMerged() {
        try (TopologyFixture topology = topology("millrace.special.tokens", "refuse")) {
            sendPoll(topology, List.of(TEXTS.get(0), "a <|endoftext|> b", TEXTS.get(1)));
            assertThat(topology.rejected()).hasSize(1);
            List<MergeTable> tables = topology.mergeTables();
            List<TokenRecord> records = topology.tokens();
            assertThat(records).hasSize(2);
            assertThat(decoded(records.get(0), tables)).isEqualTo(TEXTS.get(0));
            assertThat(decoded(records.get(1), tables)).isEqualTo(TEXTS.get(1));
        }
    }

    @Test
    void aTableThatDoesNotFitIntoARecordLeavesTheBatchUnmerged() {
        try (TopologyFixture topology = topology(
                "max.request.size",
                "70000",
                "millrace.record.max.tokens",
                "1000",
                "millrace.dynamic.merges.max",
                "100000")) {
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < 9_000; i++) {
                words.append(" q").append(Integer.toString(i * 7_919, 36));
            }
            sendPoll(topology, List.of(words.toString()));
            assertThat(topology.mergeTables()).isEmpty();
            assertThat(topology.counter("millrace.dynamic.unmerged")).isEqualTo(1);
            StringBuilder text = new StringBuilder();
            topology.tokens().forEach(record -> text.append(decoded(record, List.of())));
            assertThat(text).hasToString(words.toString());
        }
    }

    @Test
    void settingsOfTheMergesAreInTheEncodingFingerprint() {
        Set<String> fingerprints = new HashSet<>();
        for (String[] settings : new String[][] {
            {},
            {"millrace.dynamic.merges.max", "20"},
            {"millrace.dynamic.boundary", "word"},
            {"millrace.dynamic.reduction.target", "0.1"},
            {"millrace.dynamic.count.min", "2"}
        }) {
            try (TopologyFixture topology = topology(settings)) {
                topology.send("doc", TEXTS.get(0));
                fingerprints.add(topology.tokens().get(0).getEncodingFingerprint());
            }
        }
        try (TopologyFixture topology = new TopologyFixture("millrace.tokenizers", "r50k_base")) {
            topology.send("doc", TEXTS.get(0));
            fingerprints.add(topology.tokens().get(0).getEncodingFingerprint());
        }
        assertThat(fingerprints).hasSize(6);
    }

    @Test
    void aRecordIsNotDecodedWithoutItsTableOrWithAnother() {
        try (TopologyFixture topology = topology()) {
            sendPoll(topology, TEXTS.subList(0, 2));
            sendPoll(topology, TEXTS.subList(3, 4));
            List<MergeTable> tables = topology.mergeTables();
            TokenRecord record = topology.tokens().get(0);
            assertThat(tables).hasSize(2);
            assertThatThrownBy(() -> TokenRecordDecoder.decode(record, null, R50K))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(tables.get(0).getId());
            assertThatThrownBy(() -> TokenRecordDecoder.decode(record, tables.get(1), R50K))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(tables.get(1).getId());
        }
    }

    @Test
    void tokenizersThatAreMergedMustBeConfigured() {
        assertThatThrownBy(() -> TopologyFixture.config("millrace.dynamic.tokenizers", "other"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("other");
    }
}

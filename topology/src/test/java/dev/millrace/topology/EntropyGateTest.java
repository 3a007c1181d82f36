package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntropyGateTest {
    private static final byte[] ELF = HexFormat.of().parseHex("7f454c46020101000000000000000000" + "03003e0001000000");

    private final byte[] packed = new byte[4096];

    @TempDir
    private Path folder = Path.of("");

    private Path vocabulary = folder;

    /** A vocabulary with a merge of two bytes that random data has as well, and one that makes its special token. */
    @BeforeEach
    void train() throws IOException {
        new Random(11).nextBytes(packed);
        vocabulary = folder.resolve("bytes.json");
        TrainerOptions options =
                TrainerOptions.of(262).withTokens(List.of("ab"), List.of()).forBytes();
        try (BpeTrainer trainer = new BpeTrainer(options, 1);
                OutputStream out = Files.newOutputStream(vocabulary)) {
            trainer.add(packed, 0, packed.length);
            trainer.add(packed, 0, packed.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        String json = Files.readString(vocabulary).replace("\"merges\":[", "\"merges\":[[\"a\",\"b\"],");
        Files.writeString(vocabulary, json);
    }

    private TopologyFixture topology(String... settings) {
        String[] all = new String[settings.length + 4];
        all[0] = "millrace.tokenizers";
        all[1] = "r50k_base,exe=" + vocabulary;
        all[2] = "millrace.tokenizer.default";
        all[3] = "exe";
        System.arraycopy(settings, 0, all, 4, settings.length);
        return new TopologyFixture(all);
    }

    private static TokenRecord only(TopologyFixture topology) {
        List<TokenRecord> records = topology.tokens();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    @Test
    void withoutAGatePackedDocumentsAreEncodedLikeOthers() {
        try (TopologyFixture topology = topology()) {
            topology.send("1", packed);
            TokenRecord record = only(topology);
            assertThat(record.getTokenCount()).isLessThan(packed.length);
            assertThat(record.getLabels())
                    .containsKey("millrace.binary.entropy")
                    .doesNotContainKey("millrace.binary.gate");
        }
    }

    @Test
    void rawGivesTheIdsOfTheBytesAndSaysSo() {
        String encodingFingerprint;
        try (TopologyFixture topology = topology()) {
            topology.send("1", ELF);
            encodingFingerprint = only(topology).getEncodingFingerprint();
        }
        try (TopologyFixture topology = topology("millrace.entropy.gate", "raw")) {
            topology.send("1", packed);
            topology.send("2", ELF);
            topology.send("3", packed, "tokenizer", "r50k_base");
            List<TokenRecord> records = topology.tokens();
            assertThat(records.get(0).getTokenCount()).isEqualTo(packed.length);
            assertThat(records.get(0).getLabels()).containsEntry("millrace.binary.gate", "raw");
            assertThat(records.get(1).getLabels()).doesNotContainKey("millrace.binary.gate");
            assertThat(records.get(2).getTokenizer()).isEqualTo("r50k_base");
            assertThat(records.get(2).getTokenCount()).isLessThan(packed.length);
            assertThat(records.get(0).getEncodingFingerprint())
                    .isNotEqualTo(encodingFingerprint)
                    .isEqualTo(records.get(1).getEncodingFingerprint());
            assertThat(records.get(2).getEncodingFingerprint()).isEqualTo(encodingFingerprint);
        }
    }

    @Test
    void rejectSendsPackedDocumentsToTheRejectedTopic() {
        try (TopologyFixture topology = topology("millrace.entropy.gate", "reject")) {
            topology.send("1", packed);
            topology.send("2", ELF);
            assertThat(topology.tokens()).extracting(TokenRecord::getDocumentId).containsExactly("2");
            TestRecord<byte[], byte[]> rejected = topology.rejected().get(0);
            assertThat(rejected.value()).isEqualTo(packed);
            assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("HIGH_ENTROPY");
            assertThat(header(rejected, RejectedHeaders.STAGE)).isEqualTo("ENCODE");
            assertThat(header(rejected, RejectedHeaders.MESSAGE)).contains("at most 7.9 bits per byte, but has 7.9");
        }
    }

    @Test
    void theLimitIsConfigured() {
        try (TopologyFixture topology =
                topology("millrace.entropy.gate", "reject", "millrace.entropy.max.bits", "7.999")) {
            topology.send("1", packed);
            assertThat(topology.tokens()).hasSize(1);
        }
        assertThatThrownBy(() -> TopologyFixture.config("millrace.entropy.max.bits", "8.5"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.entropy.max.bits");
    }

    @Test
    void specialTokensInDataAreForbiddenPerTokenizerUnderAFingerprintOfTheirOwn() {
        Tokenizer merging = TokenizerRegistry.load(vocabulary.toString());
        try (TopologyFixture topology = topology("millrace.specials.in.data.exe", "forbid")) {
            topology.send("1", "ab");
            TokenRecord record = only(topology);
            assertThat(record.getTokenCount()).isEqualTo(2);
            assertThat(record.getTokenizerFingerprint()).isNotEqualTo(merging.fingerprint());
        }
        try (TopologyFixture topology =
                topology("millrace.specials.in.data", "forbid", "millrace.specials.in.data.exe", "merge")) {
            topology.send("1", "ab");
            TokenRecord record = only(topology);
            assertThat(record.getTokenCount()).isEqualTo(1);
            assertThat(record.getTokenizerFingerprint()).isEqualTo(merging.fingerprint());
        }
    }

    @Test
    void aChoiceForATokenizerThatIsNotConfiguredIsRefused() {
        assertThatThrownBy(() -> TopologyFixture.config("millrace.specials.in.data.other", "forbid"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("other");
        assertThatThrownBy(() -> TopologyFixture.config("millrace.specials.in.data.cl100k_base", "maybe"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be merge or forbid");
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}

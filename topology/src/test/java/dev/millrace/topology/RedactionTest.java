package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.Redaction;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.IdWidth;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactionTest {
    private static final String TEXT = "MRN: 00123456 SSN 123-45-6789 acct# 98765432 jo@x.org DOB 04/05/1961";
    private static final String REDACTED = "MRN: <MRN> SSN <SSN> acct# <ACCOUNT> <EMAIL> DOB <DATE:1961>";
    private static final String RESTRICTED = "documents-rejected-restricted";

    private static TopologyFixture topology(String... settings) {
        List<String> all = new ArrayList<>(
                List.of("millrace.redaction.topics", "documents", "millrace.redaction.policy.date", "year"));
        all.addAll(List.of(settings));
        return new TopologyFixture(all.toArray(String[]::new));
    }

    private static void sendPoll(TopologyFixture topology, List<String> texts) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            byte[] key = ("doc-" + i).getBytes(UTF_8);
            records.add(
                    new ConsumerRecord<>("documents", 0, i, key, texts.get(i).getBytes(UTF_8)));
        }
        topology.runtime
                .newMicroBatcher()
                .accept(new ConsumerRecords<>(Map.of(new TopicPartition("documents", 0), records), Map.of()));
        records.forEach(topology::send);
    }

    private static int[] ids(TokenRecord record) {
        byte[] packed = new byte[record.getTokens().remaining()];
        record.getTokens().duplicate().get(packed);
        return (record.getDtype() == IdType.U16LE ? IdWidth.U16 : IdWidth.U32).unpack(packed);
    }

    private static String decoded(Tokenizer tokenizer, List<TokenRecord> segments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        segments.forEach(segment -> bytes.writeBytes(TokenRecordDecoder.decode(segment, null, tokenizer)));
        return bytes.toString(UTF_8);
    }

    @Test
    void aRecordHasTheTokensOfTheRedactedTextAndSaysWhereIdentifiersWere() throws Exception {
        try (TopologyFixture topology = topology()) {
            topology.send("doc-1", TEXT);
            TokenRecord record = topology.tokens().get(0);
            assertThat(decoded(TokenizerRegistry.load("cl100k_base"), List.of(record)))
                    .isEqualTo(REDACTED);
            assertThat(record.getRedactions())
                    .containsExactly(
                            new Redaction("MRN", 5L, 13L, 5L, 10L),
                            new Redaction("SSN", 18L, 29L, 15L, 20L),
                            new Redaction("ACCOUNT", 36L, 44L, 27L, 36L),
                            new Redaction("EMAIL", 45L, 53L, 37L, 44L),
                            new Redaction("DATE", 58L, 68L, 49L, 60L));
            byte[] redacted = REDACTED.getBytes(UTF_8);
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(redacted);
            assertThat(record.getContentSha256().bytes()).isEqualTo(Arrays.copyOf(sha256, 16));
            assertThat(record.getContentLength()).isEqualTo(redacted.length);
            assertThat(topology.counter("millrace.redaction.documents")).isEqualTo(1);
            assertThat(topology.counter("millrace.redaction.spans")).isEqualTo(5);
        }
    }

    @Test
    void microBatchesGiveTheRecordsThatSingleDocumentsGive() {
        List<String> texts = List.of(TEXT, "nothing in it", "", "call 212-555-1234 or jo@x.org");
        try (TopologyFixture single = topology("millrace.record.spans", "true", "millrace.record.max.tokens", "80000");
                TopologyFixture batched =
                        topology("millrace.record.spans", "true", "millrace.record.max.tokens", "80000")) {
            for (int i = 0; i < texts.size(); i++) {
                single.send("doc-" + i, texts.get(i));
            }
            sendPoll(batched, texts);
            List<TokenRecord> expected = single.tokens();
            List<TokenRecord> actual = batched.tokens();
            assertThat(single.counter("millrace.inline.encodes")).isEqualTo(4);
            assertThat(batched.counter("millrace.inline.encodes")).isZero();
            assertThat(actual).hasSize(4);
            for (int i = 0; i < 4; i++) {
                actual.get(i).put("sourceTimestamp", expected.get(i).getSourceTimestamp());
            }
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsRedactedUnlessItsTopicIs() {
        String fingerprint;
        try (TopologyFixture plain = new TopologyFixture()) {
            plain.send("doc-1", TEXT);
            TokenRecord record = plain.tokens().get(0);
            assertThat(record.getRedactions()).isNull();
            assertThat(decoded(TokenizerRegistry.load("cl100k_base"), List.of(record)))
                    .isEqualTo(TEXT);
            fingerprint = record.getEncodingFingerprint();
        }
        try (TopologyFixture other =
                topology("millrace.documents.topics", "documents,others", "millrace.redaction.topics", "others")) {
            other.send("doc-1", TEXT);
            TokenRecord record = other.tokens().get(0);
            assertThat(record.getRedactions()).isNull();
            assertThat(record.getEncodingFingerprint()).isEqualTo(fingerprint);
        }
        try (TopologyFixture redacted = topology()) {
            redacted.send("doc-1", "nothing in it");
            TokenRecord record = redacted.tokens().get(0);
            assertThat(record.getRedactions()).isEmpty();
            assertThat(record.getEncodingFingerprint()).isNotEqualTo(fingerprint);
        }
    }

    @Test
    void identifiersAcrossSegmentsAreFoundAndSegmentsShareTheRedactions() {
        String text = ("no. 7: " + TEXT + "\n").repeat(40);
        try (TopologyFixture topology = topology("millrace.record.max.tokens", "7")) {
            topology.send("doc-1", text);
            List<TokenRecord> segments = topology.tokens();
            assertThat(segments).hasSizeGreaterThan(50);
            assertThat(decoded(TokenizerRegistry.load("cl100k_base"), segments))
                    .isEqualTo(("no. 7: " + REDACTED + "\n").repeat(40));
            List<Redaction> all = segments.stream()
                    .flatMap(segment -> segment.getRedactions().stream())
                    .toList();
            assertThat(all).hasSize(200).isSortedAccordingTo((a, b) -> Long.compare(a.getStart(), b.getStart()));
        }
    }

    @Test
    void moreRedactionsThanARecordHoldsMakeMoreSegments() {
        try (TopologyFixture topology = topology()) {
            topology.send("doc-1", "jo@x.org ".repeat(4_000));
            List<TokenRecord> segments = topology.tokens();
            assertThat(segments).hasSize(3).allSatisfy(segment -> {
                assertThat(segment.getSegmentCount()).isEqualTo(3);
                assertThat(segment.getRedactions()).hasSizeBetween(1_333, 1_334);
            });
            assertThat(decoded(TokenizerRegistry.load("cl100k_base"), segments)).isEqualTo("<EMAIL> ".repeat(4_000));
        }
    }

    /** A tokenizer that knows two tags as special tokens. */
    private static Path tagged(Path folder) throws IOException {
        Path file = folder.resolve("tagged.json");
        TrainerOptions options = TrainerOptions.of(300).withTokens(List.of("<SSN>", "<MRN>"), List.of());
        byte[] corpus =
                "the number of the patient is SSN MRN <SSN> 123 ".repeat(20).getBytes(UTF_8);
        try (BpeTrainer trainer = new BpeTrainer(options, 1);
                OutputStream out = Files.newOutputStream(file)) {
            trainer.add(corpus, 0, corpus.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        return file;
    }

    @Test
    void tagsThatAreTokensAreGivenForIdentifiersAndNeverForText(@TempDir Path folder) throws IOException {
        Path file = tagged(folder);
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        List<String> texts = List.of("<SSN> is SSN 123-45-6789, <MRN> MRN 00123456", "SSN 123-45-6789", "<SSN><MRN>");
        for (String special : List.of("text", "allow")) {
            try (TopologyFixture topology =
                    topology("millrace.tokenizers", "t=" + file, "millrace.special.tokens", special)) {
                sendPoll(topology, texts);
                topology.send("inline", texts.get(0));
                List<TokenRecord> records = topology.tokens();
                int ssn = ids(records.get(1))[ids(records.get(1)).length - 1];
                assertThat(new String(tokenizer.decode(new int[] {ssn}, 0, 1), UTF_8))
                        .isEqualTo("<SSN>");
                assertThat(ids(records.get(0)))
                        .as("tag tokens in a text that has the tag, with special=%s", special)
                        .containsOnlyOnce(ssn)
                        .isEqualTo(ids(records.get(3)));
                assertThat(ids(records.get(2))).doesNotContain(ssn);
                assertThat(decoded(tokenizer, List.of(records.get(0))))
                        .isEqualTo("<SSN> is SSN <SSN>, <MRN> MRN <MRN>");
                assertThat(decoded(tokenizer, List.of(records.get(2)))).isEqualTo("<SSN><MRN>");
                assertThat(topology.rejected()).isEmpty();
                assertThat(topology.raw(RESTRICTED)).isEmpty();
            }
        }
    }

    @Test
    void aDocumentThatCannotBeRedactedGoesToTheRestrictedTopicAlone() {
        try (TopologyFixture topology = topology();
                TopicRedaction broken =
                        new TopicRedaction(Set.of("documents"), RedactionPolicy.tags(), 1, new SimpleMeterRegistry())) {
            byte[] value = TEXT.getBytes(UTF_8);
            // A document that says to be longer than its buffer makes the redactor fail.
            Decoded.Document document = new Decoded.Document(
                    "doc-1",
                    "default",
                    null,
                    null,
                    Map.of(),
                    Decoded.Document.NO_EVENT_TIME,
                    value,
                    0,
                    value.length + 9);
            PendingRedaction pending = broken.of("documents", document);
            ConsumerRecord<byte[], byte[]> record =
                    new ConsumerRecord<>("documents", 0, 0, "doc-1".getBytes(UTF_8), value);
            record.headers().add(new AttachedRecord(new IncomingRecord(document, value, List.of(), pending)));
            topology.send(record);
            topology.send("doc-2", TEXT);

            assertThat(topology.tokens()).extracting(TokenRecord::getDocumentId).containsExactly("doc-2");
            assertThat(topology.rejected()).isEmpty();
            TestRecord<byte[], byte[]> rejected = topology.raw(RESTRICTED).get(0);
            assertThat(rejected.value()).isEqualTo(value);
            assertThat(RejectedHeaders.text(rejected.headers(), RejectedHeaders.REASON))
                    .isEqualTo("REDACTION_FAILURE");
            assertThat(RejectedHeaders.text(rejected.headers(), RejectedHeaders.MESSAGE))
                    .contains("ArrayIndexOutOfBounds")
                    .doesNotContain("123-45-6789");
        }
    }

    @Test
    void whateverElseIsRejectedOfARedactedTopicGoesThereToo() {
        try (TopologyFixture topology = topology("millrace.invalid.utf8", "reject")) {
            topology.send("doc-1", TEXT, "tokenizer", "unknown");
            topology.send("doc-2", new byte[] {'S', 'S', 'N', ' ', (byte) 0xff});
            assertThat(topology.tokens()).isEmpty();
            assertThat(topology.rejected()).isEmpty();
            assertThat(topology.raw(RESTRICTED))
                    .extracting(record -> RejectedHeaders.text(record.headers(), RejectedHeaders.REASON))
                    .containsExactly("UNKNOWN_TOKENIZER", "MALFORMED_UTF8");
        }
    }

    @Test
    void whatIsLearntFromSuchATopicIsRedactedToo() {
        MillraceConfig config = TopologyFixture.config(
                "millrace.redaction.topics", "documents", "millrace.redaction.policy.date", "year");
        try (DocumentContents contents = new DocumentContents(config, "documents")) {
            assertThat(contents.of(new RecordHeaders(), TEXT.getBytes(UTF_8))).isEqualTo(REDACTED.getBytes(UTF_8));
        }
    }

    @Test
    void theKeyIsNeitherPrintedNorMissing() {
        assertThatThrownBy(() -> topology("millrace.redaction.policy", "surrogate"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.redaction.key");
        assertThatThrownBy(() -> topology("millrace.redaction.key", "short"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least 16 bytes")
                .hasMessageNotContaining("short\"");
        assertThatThrownBy(() -> topology("millrace.redaction.policy.ssn", "year"))
                .hasMessageContaining("ssn");
        assertThatThrownBy(() -> topology("millrace.redaction.policy.name", "tag"))
                .hasMessageContaining("health.plan");
        assertThatThrownBy(() -> topology("millrace.redaction.topics", "other"))
                .hasMessageContaining("millrace.documents.topics");
        assertThatThrownBy(() -> topology("millrace.redaction.rejected.topic", "documents-rejected"))
                .hasMessageContaining("another topic");
        MillraceConfig config = TopologyFixture.config(
                "millrace.redaction.topics", "documents", "millrace.redaction.key", "a secret of 16 bytes or more");
        assertThat(config.values().toString()).doesNotContain("a secret of");
    }
}

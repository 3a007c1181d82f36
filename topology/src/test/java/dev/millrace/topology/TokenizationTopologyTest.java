package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.IdWidth;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizationTopologyTest {
    private static final Tokenizer CL100K = TokenizerRegistry.load("cl100k_base");
    private static final String TEXT = "Exactly once, said the miller; 42 sacks — not one more.";

    private static int[] ids(Tokenizer tokenizer, byte[] text) {
        var encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        encoder.begin(text, 0, text.length);
        int[] ids = new int[text.length + 16];
        int count = 0;
        for (int n; (n = encoder.next(ids, count, ids.length)) > 0; ) {
            count += n;
        }
        return Arrays.copyOf(ids, count);
    }

    private static int[] ids(TokenRecord record) {
        byte[] packed = new byte[record.getTokens().remaining()];
        record.getTokens().duplicate().get(packed);
        return (record.getDtype() == IdType.U16LE ? IdWidth.U16 : IdWidth.U32).unpack(packed);
    }

    private static @Nullable String header(TestRecord<byte[], byte[]> record, String name) {
        return RejectedHeaders.text(record.headers(), name);
    }

    @Test
    void aDocumentBecomesARecordWithItsIdsAndWhereItCameFrom() throws Exception {
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send("doc-1", TEXT, "tenant", "acme");
            TokenRecord record = topology.tokens().get(0);

            byte[] content = TEXT.getBytes(UTF_8);
            assertThat(ids(record)).isEqualTo(ids(CL100K, content)).hasSize(record.getTokenCount());
            assertThat(record.getDocumentId()).isEqualTo("doc-1");
            assertThat(record.getTenant()).isEqualTo("acme");
            assertThat(record.getTokenizer()).isEqualTo("cl100k_base");
            assertThat(record.getTokenizerFingerprint()).isEqualTo(CL100K.fingerprint());
            assertThat(record.getDtype()).isEqualTo(IdType.U32LE);
            assertThat(record.getSourceTopic()).isEqualTo("documents");
            assertThat(record.getContentLength()).isEqualTo(content.length);
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
            assertThat(record.getContentSha256().bytes()).isEqualTo(Arrays.copyOf(sha256, 16));
        }
    }

    @Test
    void aVocabularyThatFitsIsPackedInTwoBytes() {
        try (TopologyFixture topology = new TopologyFixture("millrace.tokenizers", "r50k_base")) {
            topology.send("doc-1", TEXT);
            TokenRecord record = topology.tokens().get(0);
            assertThat(record.getDtype()).isEqualTo(IdType.U16LE);
            assertThat(ids(record)).isEqualTo(ids(TokenizerRegistry.load("r50k_base"), TEXT.getBytes(UTF_8)));
        }
    }

    @Test
    void keysAndForeignHeadersArePassedOnAndOursAreNot() {
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send(
                    "doc-1",
                    TEXT,
                    "traceparent",
                    "00-ab-cd-01",
                    "millrace.attached",
                    "forged",
                    "__value_schema_id",
                    "of the document");
            TestRecord<byte[], byte[]> record = topology.raw("tokens").get(0);
            assertThat(record.key()).isEqualTo("doc-1".getBytes(UTF_8));
            assertThat(header(record, "traceparent")).isEqualTo("00-ab-cd-01");
            assertThat(record.headers()).extracting(Header::key).containsExactly("traceparent");
        }
    }

    @Test
    void aDocumentWithoutKeyIsNamedByItsCoordinates() {
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send(null, TEXT);
            TestRecord<byte[], byte[]> record = topology.raw("tokens").get(0);
            assertThat(record.key()).isEqualTo("documents-0-0".getBytes(UTF_8));
        }
    }

    @Test
    void severalTokenizersGiveSeveralRecordsAndOneNamedTwiceGivesOne() {
        try (TopologyFixture topology = new TopologyFixture("millrace.tokenizers", "cl100k_base,r50k_base")) {
            topology.send("doc-1", TEXT, "tokenizer", "r50k_base, cl100k_base,r50k_base");
            assertThat(topology.tokens())
                    .extracting(TokenRecord::getTokenizer)
                    .containsExactly("r50k_base", "cl100k_base");
        }
    }

    @Test
    void routesGoFromTheDocumentOverTheDomainAndTheTopicToTheDefault() {
        try (TopologyFixture topology = new TopologyFixture(
                "millrace.tokenizers", "a=cl100k_base,b=r50k_base,c=p50k_base",
                "millrace.tokenizer.domain.code", "b",
                "millrace.tokenizer.topic.documents", "c")) {
            topology.send("1", TEXT, "tokenizer", "a", "domain", "code");
            topology.send("2", TEXT, "domain", "code");
            topology.send("3", TEXT, "domain", "poetry");
            assertThat(topology.tokens()).extracting(TokenRecord::getTokenizer).containsExactly("a", "b", "c");
        }
    }

    @Test
    void executablesGoToTheTokenizersOfTheDomainBinaryAndAreDescribed(@TempDir Path folder) throws Exception {
        Path vocabulary = folder.resolve("bytes.json");
        byte[] elf = HexFormat.of().parseHex("7f454c46020101000000000000000000" + "03003e0001000000");
        try (BpeTrainer trainer = new BpeTrainer(TrainerOptions.of(260).forBytes(), 1);
                OutputStream out = Files.newOutputStream(vocabulary)) {
            trainer.add(elf, 0, elf.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        try (TopologyFixture topology = new TopologyFixture(
                "millrace.tokenizers", "r50k_base,exe=" + vocabulary, "millrace.tokenizer.domain.binary", "exe")) {
            topology.send("1", elf);
            topology.send("2", TEXT);
            topology.send("3", elf, "domain", "text");
            List<TokenRecord> records = topology.tokens();
            assertThat(records).extracting(TokenRecord::getTokenizer).containsExactly("exe", "r50k_base", "r50k_base");
            assertThat(records.get(0).getLabels())
                    .containsEntry("millrace.binary.format", "elf")
                    .containsEntry("millrace.binary.architecture", "x86-64")
                    .containsEntry("millrace.binary.entropy", "2.166");
            assertThat(records.get(1).getLabels()).isEmpty();
        }
    }

    @Test
    void anUnknownTokenizerIsRejectedAloneWithReasonAndOriginalBytes() {
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send("doc-1", TEXT, "tokenizer", "cl100k_base,/etc/passwd", "traceparent", "00-ab-cd-01");
            assertThat(topology.tokens()).hasSize(1);
            TestRecord<byte[], byte[]> rejected = topology.rejected().get(0);
            assertThat(rejected.value()).isEqualTo(TEXT.getBytes(UTF_8));
            assertThat(rejected.key()).isEqualTo("doc-1".getBytes(UTF_8));
            assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("UNKNOWN_TOKENIZER");
            assertThat(header(rejected, RejectedHeaders.STAGE)).isEqualTo("ROUTE");
            assertThat(header(rejected, RejectedHeaders.TOKENIZER)).isEqualTo("/etc/passwd");
            assertThat(header(rejected, RejectedHeaders.MESSAGE)).contains("/etc/passwd", "cl100k_base");
            assertThat(header(rejected, RejectedHeaders.TOPIC)).isEqualTo("documents");
            assertThat(header(rejected, RejectedHeaders.PARTITION)).isEqualTo("0");
            assertThat(header(rejected, RejectedHeaders.OFFSET)).isEqualTo("0");
            assertThat(header(rejected, "traceparent")).isEqualTo("00-ab-cd-01");
            assertThat(topology.counter("millrace.rejected")).isEqualTo(1);
        }
    }

    @Test
    void aDocumentThatOneTokenizerHadRejectedIsEncodedByThatOneAlone() {
        try (TopologyFixture topology = new TopologyFixture("millrace.tokenizers", "cl100k_base,r50k_base")) {
            topology.send(
                    "doc-1",
                    TEXT,
                    "tokenizer",
                    "cl100k_base,r50k_base",
                    RejectedHeaders.REPLAYED_FROM,
                    "documents-rejected-0@0",
                    RejectedHeaders.REPLAYED_TOKENIZER,
                    "r50k_base");
            assertThat(topology.tokens()).extracting(TokenRecord::getTokenizer).containsExactly("r50k_base");
        }
    }

    @Test
    void segmentsOfALongDocumentConcatenateToTheIdsOfTheWhole() {
        try (TopologyFixture topology = new TopologyFixture("millrace.record.max.tokens", "10")) {
            String text = TEXT.repeat(7);
            topology.send("doc-1", text);
            List<TokenRecord> segments = topology.tokens();
            int[] whole = ids(CL100K, text.getBytes(UTF_8));
            assertThat(segments).hasSize((whole.length + 9) / 10);
            assertThat(segments).extracting(TokenRecord::getSegmentCount).containsOnly(segments.size());
            assertThat(segments)
                    .extracting(TokenRecord::getSegmentIndex)
                    .containsExactlyElementsOf(
                            IntStream.range(0, segments.size()).boxed().toList());
            int[] joined = segments.stream()
                    .flatMapToInt(segment -> Arrays.stream(ids(segment)))
                    .toArray();
            assertThat(joined).isEqualTo(whole);
        }
    }

    @Test
    void anEmptyDocumentHasOneRecordWithoutIdsAndATombstoneNone() {
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send("empty", "");
            topology.send("gone", (byte[]) null);
            assertThat(topology.tokens()).singleElement().satisfies(record -> {
                assertThat(record.getDocumentId()).isEqualTo("empty");
                assertThat(record.getTokenCount()).isZero();
                assertThat(record.getSegmentCount()).isEqualTo(1);
            });
            assertThat(topology.rejected()).isEmpty();
            assertThat(topology.counter("millrace.tombstones")).isEqualTo(1);
        }
    }

    @Test
    void recordsSayWhichBytesEachIdStandsForIfAsked() {
        byte[] content = "½ sacks — \u00ffnaïve".getBytes(UTF_8);
        content[13] = (byte) 0xFF; // ill-formed now
        try (TopologyFixture topology =
                new TopologyFixture("millrace.record.spans", "true", "millrace.record.max.tokens", "4")) {
            topology.send("doc-1", content);
            List<TokenRecord> segments = topology.tokens();
            assertThat(segments).hasSizeGreaterThan(1);
            int at = 0;
            for (TokenRecord segment : segments) {
                int[] ids = ids(segment);
                byte[] packed = new byte[segment.getSpans().remaining()];
                segment.getSpans().duplicate().get(packed);
                int[] spans = IdWidth.U32.unpack(packed);
                assertThat(spans).hasSize(2 * segment.getTokenCount());
                for (int i = 0; i < ids.length; i++) {
                    assertThat(spans[2 * i]).isEqualTo(at);
                    at = spans[2 * i + 1];
                    byte[] token = CL100K.decode(ids, i, i + 1);
                    if (!new String(token, UTF_8).contains("\uFFFD")) {
                        assertThat(Arrays.copyOfRange(content, spans[2 * i], at))
                                .isEqualTo(token);
                    }
                }
            }
            assertThat(at).isEqualTo(content.length);
        }
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send("doc-1", content);
            assertThat(topology.tokens().get(0).getSpans()).isNull();
        }
    }

    @Test
    void spansMustFitIntoARequestAndOnTheCpu() {
        assertThatThrownBy(() -> new TopologyFixture("millrace.record.spans", "true"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.record.max.tokens")
                .hasMessageContaining("max.request.size");
        assertThatThrownBy(() ->
                        TopologyFixture.config("millrace.record.spans", "true", "millrace.encoder.backend", "gpu"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.encoder.backend");
    }

    @Test
    void idsCanBeAPlainArray() {
        try (TopologyFixture topology =
                new TopologyFixture("millrace.record.ids", "array", "millrace.record.max.tokens", "1000")) {
            topology.send("doc-1", TEXT);
            TokenRecord record = topology.tokens().get(0);
            assertThat(record.getTokens()).isEqualTo(ByteBuffer.allocate(0));
            assertThat(record.getIds())
                    .isEqualTo(Arrays.stream(ids(CL100K, TEXT.getBytes(UTF_8)))
                            .boxed()
                            .toList());
        }
    }

    @Test
    void illFormedTextIsReplacedAndFlaggedOrRejected() {
        byte[] illFormed = {'a', (byte) 0xff, 'b'};
        try (TopologyFixture topology = new TopologyFixture()) {
            topology.send("doc-1", illFormed);
            TokenRecord record = topology.tokens().get(0);
            assertThat(record.getInvalidUtf8Replaced()).isTrue();
            assertThat(ids(record)).isEqualTo(ids(CL100K, "a\uFFFDb".getBytes(UTF_8)));
        }
        try (TopologyFixture topology = new TopologyFixture("millrace.invalid.utf8", "reject")) {
            topology.send("doc-1", illFormed);
            TestRecord<byte[], byte[]> rejected = topology.rejected().get(0);
            assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("MALFORMED_UTF8");
            assertThat(header(rejected, RejectedHeaders.TOKENIZER)).isEqualTo("cl100k_base");
            assertThat(header(rejected, RejectedHeaders.MESSAGE)).contains("offset 1");
            assertThat(rejected.value()).isEqualTo(illFormed);
            assertThat(topology.tokens()).isEmpty();
        }
    }

    @Test
    void tooLargeADocumentIsRejectedAndWhatDoesNotFitIsTruncated() {
        try (TopologyFixture topology = new TopologyFixture(
                "millrace.document.max.bytes",
                "100000",
                "millrace.record.max.tokens",
                "1000",
                "max.request.size",
                "90000")) {
            topology.send("small", "x".repeat(1_000));
            topology.send("large", "y".repeat(100_001));
            assertThat(topology.tokens()).hasSize(1);
            TestRecord<byte[], byte[]> rejected = topology.rejected().get(0);
            assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("DOCUMENT_TOO_LARGE");
            assertThat(rejected.value()).hasSize(64 * 1024).containsOnly('y');
            assertThat(header(rejected, RejectedHeaders.TRUNCATED)).isEqualTo("true");
            assertThat(header(rejected, RejectedHeaders.LENGTH)).isEqualTo("100001");
            assertThat(header(rejected, RejectedHeaders.SHA256)).hasSize(64);
        }
    }

    @Test
    void aTokenRecordThatIsTooLargeForTheProducerIsRejectedAlone() {
        try (TopologyFixture topology =
                new TopologyFixture("millrace.record.max.tokens", "1000", "max.request.size", "90000")) {
            topology.send("doc-1", TEXT, "baggage", "z".repeat(95_000));
            topology.send("doc-2", TEXT);
            assertThat(topology.tokens()).extracting(TokenRecord::getDocumentId).containsExactly("doc-2");
            assertThat(header(topology.rejected().get(0), RejectedHeaders.REASON))
                    .isEqualTo("RECORD_TOO_LARGE");
        }
    }

    @Test
    void jsonDocumentsBringTextOrBytesAndAllFields() {
        try (TopologyFixture topology = new TopologyFixture("millrace.documents.format", "json")) {
            String base64 = Base64.getEncoder().encodeToString(TEXT.getBytes(UTF_8));
            topology.send("key-1", "{\"text\":\"" + TEXT + "\",\"tenant\":\"acme\",\"labels\":{\"split\":\"train\"}}");
            topology.send(
                    "key-2", "{\"id\":\"own\",\"base64\":\"" + base64 + "\",\"eventTime\":1700000000000,\"x\":[{}]}");
            List<TokenRecord> records = topology.tokens();
            assertThat(records).extracting(TokenRecord::getDocumentId).containsExactly("key-1", "own");
            assertThat(records)
                    .allSatisfy(record -> assertThat(ids(record)).isEqualTo(ids(CL100K, TEXT.getBytes(UTF_8))));
            assertThat(records.get(0).getTenant()).isEqualTo("acme");
            assertThat(records.get(0).getLabels()).containsEntry("split", "train");
            assertThat(records.get(1).getSourceTimestamp().toEpochMilli()).isEqualTo(1_700_000_000_000L);
        }
    }

    @Test
    void anAvroDocumentBringsAllItsFields() {
        try (TopologyFixture topology = new TopologyFixture("millrace.documents.format", "avro")) {
            RawDocument document = new RawDocument(
                    "doc-1",
                    "acme",
                    null,
                    "cl100k_base",
                    "text/plain",
                    "en",
                    Map.of("split", "train"),
                    Instant.ofEpochMilli(1_700_000_000_000L),
                    ByteBuffer.wrap(TEXT.getBytes(UTF_8)));
            topology.sendAvro("some-key", document);
            TokenRecord record = topology.tokens().get(0);
            assertThat(record.getDocumentId()).isEqualTo("doc-1");
            assertThat(record.getTenant()).isEqualTo("acme");
            assertThat(record.getLabels()).containsEntry("split", "train");
            assertThat(record.getSourceTimestamp().toEpochMilli()).isEqualTo(1_700_000_000_000L);
            assertThat(ids(record)).isEqualTo(ids(CL100K, TEXT.getBytes(UTF_8)));
        }
    }

    @Test
    void whatIsNoDocumentIsRejectedAsUndecodable() {
        try (TopologyFixture topology = new TopologyFixture("millrace.documents.format", "json")) {
            List<String> broken = List.of(
                    "",
                    "[]",
                    "{",
                    "{}",
                    "{\"text\":1}",
                    "{\"base64\":\"*\"}",
                    "{\"text\":\"\"} x",
                    "nul",
                    "{\"labels\":" + "[".repeat(5_000));
            broken.forEach(value -> topology.send("key", value));
            topology.send("key", "{\"text\":\"good\"}");
            assertThat(topology.rejected()).hasSize(broken.size()).allSatisfy(rejected -> {
                assertThat(header(rejected, RejectedHeaders.REASON)).isEqualTo("UNDECODABLE");
                assertThat(header(rejected, RejectedHeaders.TOKENIZER)).isNull();
            });
            assertThat(topology.tokens()).hasSize(1);
        }
        try (TopologyFixture topology = new TopologyFixture("millrace.documents.format", "avro")) {
            topology.send("key", "not avro");
            assertThat(header(topology.rejected().get(0), RejectedHeaders.REASON))
                    .isEqualTo("UNDECODABLE");
        }
    }

    @Test
    void documentsEncodedWithoutAMicroBatchAreCountedAndEndReadiness() {
        try (TopologyFixture topology = new TopologyFixture()) {
            assertThat(topology.runtime.notReady()).isEmpty();
            for (int i = 0; i < 300; i++) {
                topology.send("doc-" + i, TEXT);
            }
            assertThat(topology.counter("millrace.inline.encodes")).isEqualTo(300);
            assertThat(topology.counter("millrace.documents")).isEqualTo(300);
            assertThat(topology.runtime.notReady())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("inline"));
        }
    }
}

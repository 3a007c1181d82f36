package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.CpuBatchEncoder;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.oracle.RandomText;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClinicalTokenizerTest {
    private static final ClinicalTokenizer POOL = Pools.pool(PoolOptions.DEFAULT);
    private static final String NOTE = "The patient takes metformin hydrochloride. History of atrial fibrillation.\n";

    @TempDir
    private Path folder = Path.of("");

    /** Random text in which terms, placeholders, ends of sentences and a long word turn up. */
    private static List<byte[]> documents(int count, long seed) {
        Random random = new Random(seed);
        RandomText text = new RandomText(random);
        List<byte[]> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder document = new StringBuilder();
            for (int part = random.nextInt(8); part >= 0; part--) {
                switch (random.nextInt(6)) {
                    case 0 -> document.append(text.next(random.nextInt(60)));
                    case 1 -> document.append(' ').append("x".repeat(random.nextInt(400)));
                    case 2 -> document.append(" [**").append(text.next(5)).append("**]");
                    case 3 -> document.append(". ");
                    default ->
                        document.append(' ')
                                .append(Pools.TERMS
                                        .get(random.nextInt(Pools.TERMS.size()))
                                        .text());
                }
            }
            documents.add(document.toString().getBytes(UTF_8));
        }
        return documents;
    }

    @Test
    void learntWordsHaveFewerTokensAndTheRestIsTheBases() {
        int[] ids = Pools.encode(POOL, NOTE);

        assertThat(ids.length).isLessThan(Pools.encode(Pools.R50K, NOTE).length);
        assertThat(Arrays.stream(ids).max().orElse(-1)).isGreaterThanOrEqualTo(POOL.firstNewId());
        assertThat(POOL.decode(ids, 0, ids.length)).asString(UTF_8).isEqualTo(NOTE);
        String plain = "Nothing in here is a name of anything, 500 times a day.";
        assertThat(Pools.encode(POOL, plain)).isEqualTo(Pools.encode(Pools.R50K, plain));
    }

    @Test
    void anyDocumentDecodesToItsOwnBytes() {
        long seed = TestSettings.seed();
        Encoder encoder = POOL.newEncoder(EncodingOptions.DEFAULT);
        for (byte[] document : documents(3_000, seed)) {
            int[] ids = Pools.encode(encoder, document, 4096);
            assertThat(POOL.decode(ids, 0, ids.length)).as("seed %d", seed).isEqualTo(document);
        }
    }

    @Test
    void bytesThatAreNoTextDecodeToThemselvesToo() {
        Random random = new Random(TestSettings.seed());
        Encoder encoder = POOL.newEncoder(EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.BYTES));
        for (int i = 0; i < 300; i++) {
            byte[] document = new byte[random.nextInt(600)];
            random.nextBytes(document);
            int[] ids = Pools.encode(encoder, document, 4096);
            assertThat(POOL.decode(ids, 0, ids.length)).isEqualTo(document);
        }
    }

    @Test
    void idsDoNotDependOnTheRoomForThemNorOnWhatCameBefore() {
        List<byte[]> documents = documents(500, TestSettings.seed() + 1);
        Encoder used = POOL.newEncoder(EncodingOptions.DEFAULT);
        for (byte[] document : documents) {
            int[] ids = Pools.encode(POOL.newEncoder(EncodingOptions.DEFAULT), document, 4096);
            assertThat(Pools.encode(used, document, 1)).isEqualTo(ids);
            assertThat(used.count(document, 0, document.length)).isEqualTo(ids.length);
            used.begin(document, 0, document.length); // left before its end
            used.next(new int[1], 0, 1);
        }
    }

    @Test
    void aBatchGivesTheIdsOfItsDocuments() throws Exception {
        List<byte[]> documents = documents(2_000, TestSettings.seed() + 2);
        DocumentBatch batch = new DocumentBatch(1, 16);
        documents.forEach(document -> batch.add(document, 0, document.length));
        Encoder single = POOL.newEncoder(EncodingOptions.DEFAULT);
        try (CpuBatchEncoder encoder = new CpuBatchEncoder(POOL, EncodingOptions.DEFAULT, 3)) {
            EncodedBatch encoded = encoder.submit(batch).get(1, TimeUnit.MINUTES);
            for (int d = 0; d < documents.size(); d++) {
                assertThat(Arrays.copyOfRange(encoded.ids(), encoded.offset(d), encoded.offset(d + 1)))
                        .isEqualTo(Pools.encode(single, documents.get(d), 4096));
            }
        }
    }

    @Test
    void illFormedTextHasTheIdsOfTheRepairedOneHoweverLong() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder repaired = new StringBuilder();
        for (int i = 0; bytes.size() < 300_000; i++) {
            String sentence = " metformin and levothyroxine for a word that is no word" + i;
            bytes.writeBytes(sentence.getBytes(UTF_8));
            bytes.write(0xff);
            repaired.append(sentence).append('\uFFFD');
        }
        Encoder encoder = POOL.newEncoder(EncodingOptions.DEFAULT);

        assertThat(Pools.encode(encoder, bytes.toByteArray(), 4096)).isEqualTo(Pools.encode(POOL, repaired.toString()));
        assertThat(encoder.replacedInvalidUtf8()).isTrue();
    }

    @Test
    void spansJoinToTheDocument() {
        byte[] text = NOTE.repeat(3).getBytes(UTF_8);
        SpanEncoder encoder = POOL.newSpanEncoder(EncodingOptions.DEFAULT);
        encoder.begin(text, 0, text.length);
        EncodedBatch batch = new EncodedBatch(1, 0);
        batch.append(encoder);
        int[] spans = Objects.requireNonNull(batch.spans());
        int at = 0;
        for (int i = 0; i < batch.count(0); i++) {
            assertThat(spans[2 * i]).isEqualTo(at);
            at = spans[2 * i + 1];
            byte[] token = POOL.decode(batch.ids(), i, i + 1);
            assertThat(Arrays.copyOfRange(text, spans[2 * i], at)).isEqualTo(token);
        }
        assertThat(at).isEqualTo(text.length);
    }

    @Test
    void placeholdersStayAsTheBaseEncodesThem() {
        String text = " [**metformin hydrochloride**]";
        assertThat(Pools.encode(POOL, text)).isEqualTo(Pools.encode(Pools.R50K, text));
        assertThat(Pools.encode(POOL, " metformin hydrochloride"))
                .isNotEqualTo(Pools.encode(Pools.R50K, " metformin hydrochloride"));
        String open = " [** metformin hydrochloride";
        assertThat(Pools.encode(POOL, open)).isNotEqualTo(Pools.encode(Pools.R50K, open));
    }

    @Test
    void specialTokensAreTheBases() {
        String text = "metformin<|endoftext|>";
        Encoder encoder = POOL.newEncoder(EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW));
        assertThat(Pools.encode(encoder, text.getBytes(UTF_8), 4096)).endsWith(50256);
        assertThat(Pools.encode(POOL, text)).doesNotContain(50256);
    }

    /** The base has a token for the word, the type two that are much likelier. */
    private ClinicalTokenizer finer(int toleranceMillionths) {
        Tokenizer base = Pools.wordPiece(folder, "[UNK]", "fever", "is", "high", ".");
        TermType type = Pools.type(
                "finding",
                List.of("fe", "ve", "ver"),
                new long[] {500, 0, 0},
                new long[] {0, 0, 500},
                Map.of(2, 1_000_000L));
        return new ClinicalTokenizer(
                "finer",
                base,
                List.of(type),
                new PoolOptions(Surprise.TOTAL, toleranceMillionths, false),
                List.of(Pools.token("fe"), Pools.token("##ver")));
    }

    @Test
    void aSentenceThatThePoolCutsFinerFallsBackUnlessThatIsTolerated() {
        assertThat(Pools.encode(finer(0), "fever is high")).containsExactly(1, 2, 3);
        assertThat(Pools.encode(finer(333_333), "fever is high")).containsExactly(1, 2, 3);
        assertThat(Pools.encode(finer(333_334), "fever is high")).containsExactly(5, 6, 2, 3);
        PoolTally tally = finer(0).newTally();
        byte[] text = "fever is high. is".getBytes(UTF_8);
        tally.add(text, 0, text.length);
        assertThat(List.of(tally.sentences(), tally.pooledSentences(), tally.fallbacks(), tally.spacedWords()))
                .containsExactly(2L, 0L, 1L, 4L);
    }

    @Test
    void wordsUnknownToTheBaseAreTheTypesIfTheyKnowThem() {
        ClinicalTokenizer pool = finer(0);
        assertThat(Pools.encode(pool, "feverish fe ver")).containsExactly(0, 5, 0);
        assertThatThrownBy(() -> pool.newSpanEncoder(EncodingOptions.DEFAULT))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("must be byte-level to give spans");
    }

    @Test
    void aBaseThatCutsNoWordsIsRefused() {
        assertThatThrownBy(() -> new PoolTrainer(POOL, PoolTrainer.Settings.DEFAULT))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("must be byte-level BPE or WordPiece");
    }
}

package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuBatchEncoderTest {
    private static final Tokenizer TOKENIZER = TokenizerRegistry.load("r50k_base");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void givesTheIdsOfASingleEncoderInOrder(int threads) throws Exception {
        List<byte[]> documents = documents(2_000);
        DocumentBatch batch = new DocumentBatch(1, 16);
        documents.forEach(document -> batch.add(document, 0, document.length));
        Encoder single = TOKENIZER.newEncoder(EncodingOptions.DEFAULT);
        try (CpuBatchEncoder encoder = new CpuBatchEncoder(TOKENIZER, EncodingOptions.DEFAULT, threads)) {
            List<CompletableFuture<EncodedBatch>> results = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                results.add(encoder.submit(batch));
            }
            for (CompletableFuture<EncodedBatch> result : results) {
                EncodedBatch encoded = result.get(1, TimeUnit.MINUTES);
                assertThat(encoded.size()).isEqualTo(documents.size());
                for (int d = 0; d < documents.size(); d++) {
                    assertThat(Arrays.copyOfRange(encoded.ids(), encoded.offset(d), encoded.offset(d + 1)))
                            .isEqualTo(Encoding.encode(single, documents.get(d)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void givesTheSpansOfASingleEncoderWhereTheyAreWanted(int threads) throws Exception {
        List<byte[]> documents = documents(500);
        DocumentBatch batch = new DocumentBatch(1, 16);
        documents.forEach(document -> batch.add(document, 0, document.length));
        SpanEncoder single = TOKENIZER.newSpanEncoder(EncodingOptions.DEFAULT);
        try (CpuBatchEncoder encoder = new CpuBatchEncoder(TOKENIZER, EncodingOptions.DEFAULT, threads, true);
                CpuBatchEncoder plain = new CpuBatchEncoder(TOKENIZER, EncodingOptions.DEFAULT, threads)) {
            EncodedBatch encoded = encoder.submit(batch).get(1, TimeUnit.MINUTES);
            int[] places = Objects.requireNonNull(encoded.spans());
            for (int d = 0; d < documents.size(); d++) {
                EncodedBatch alone = new EncodedBatch(1, 0);
                single.begin(documents.get(d), 0, documents.get(d).length);
                alone.append(single);
                int from = encoded.offset(d);
                int to = encoded.offset(d + 1);
                assertThat(Arrays.copyOfRange(encoded.ids(), from, to))
                        .isEqualTo(Arrays.copyOf(alone.ids(), to - from));
                assertThat(Arrays.copyOfRange(places, 2 * from, 2 * to))
                        .isEqualTo(Arrays.copyOf(Objects.requireNonNull(alone.spans()), 2 * alone.count(0)));
            }
            assertThat(plain.submit(batch).get(1, TimeUnit.MINUTES).spans()).isNull();
        }
    }

    @Test
    void refusesSpansOfATokenizerThatKnowsNone() {
        assertThatThrownBy(
                        () -> new CpuBatchEncoder(new PoisonedTokenizer(TOKENIZER), EncodingOptions.DEFAULT, 1, true))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("r50k_base");
    }

    @Test
    void takesAnEmptyBatch() throws Exception {
        try (CpuBatchEncoder encoder = new CpuBatchEncoder(TOKENIZER, EncodingOptions.DEFAULT, 2)) {
            EncodedBatch encoded = encoder.submit(new DocumentBatch(0, 0)).get(1, TimeUnit.MINUTES);
            assertThat(encoded.size()).isZero();
        }
    }

    @Test
    void keepsAPoisonedDocumentFromItsNeighbours() throws Exception {
        Tokenizer poisoned = new PoisonedTokenizer(TOKENIZER);
        DocumentBatch batch = new DocumentBatch(4, 64);
        for (String text : List.of("one", "overflow", "two", "linkage", "three", "runtime", "four")) {
            batch.add(text.getBytes(UTF_8), 0, text.length());
        }
        try (CpuBatchEncoder encoder = new CpuBatchEncoder(poisoned, EncodingOptions.DEFAULT, 1)) {
            EncodedBatch encoded = encoder.submit(batch).get(1, TimeUnit.MINUTES);
            assertThat(encoded.failure(1)).isInstanceOf(StackOverflowError.class);
            assertThat(encoded.failure(3)).isInstanceOf(LinkageError.class);
            assertThat(encoded.failure(5)).isInstanceOf(IllegalStateException.class);
            for (int good : new int[] {0, 2, 4, 6}) {
                assertThat(encoded.failure(good)).isNull();
                assertThat(encoded.count(good)).isEqualTo(1);
            }
            for (int bad : new int[] {1, 3, 5}) {
                assertThat(encoded.count(bad)).isZero();
            }
        }
    }

    @Test
    void refusesBatchesOnceItIsClosed() {
        CpuBatchEncoder encoder = new CpuBatchEncoder(TOKENIZER, EncodingOptions.DEFAULT, 2);
        encoder.close();
        assertThatThrownBy(() -> encoder.submit(new DocumentBatch(1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be open");
    }

    private static List<byte[]> documents(int count) {
        Random random = new Random(7);
        List<byte[]> documents = new ArrayList<>();
        for (int d = 0; d < count; d++) {
            StringBuilder text = new StringBuilder();
            int words = random.nextInt(random.nextInt(20) == 0 ? 2_000 : 40);
            for (int w = 0; w < words; w++) {
                text.append(Integer.toString(random.nextInt(1 << 20), 36)).append(w % 3 == 0 ? ", " : " ");
            }
            documents.add(text.toString().getBytes(UTF_8));
        }
        return documents;
    }
}

package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.CpuBatchEncoder;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
    private static final Tokenizer TOKENIZER = TokenizerRegistry.load("r50k_base");
    private static final String POISON = "poison";

    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final StandInEncoder encoder = new StandInEncoder();

    /**
     * Shows faults and orders that a real encoder cannot be made to show. The ids of a document are its bytes; batches
     * complete when told to.
     */
    private static final class StandInEncoder implements BatchEncoder {
        final List<Integer> submitted = new ArrayList<>();
        final List<Runnable> running = new ArrayList<>();
        boolean immediate = true;

        @Nullable
        RuntimeException broken;

        @Override
        public String backend() {
            return "cpu";
        }

        @Override
        public Tokenizer tokenizer() {
            return TOKENIZER;
        }

        @Override
        public CompletableFuture<EncodedBatch> submit(DocumentBatch documents) {
            submitted.add(documents.size());
            CompletableFuture<EncodedBatch> result = new CompletableFuture<>();
            Runnable completion = () -> complete(documents, result);
            if (immediate) {
                completion.run();
            } else {
                running.add(completion);
            }
            return result;
        }

        private void complete(DocumentBatch documents, CompletableFuture<EncodedBatch> result) {
            EncodedBatch encoded = new EncodedBatch(1, 1);
            for (int i = 0; i < documents.size(); i++) {
                int from = documents.offset(i);
                int[] ids = IntStream.range(from, documents.offset(i + 1))
                        .map(at -> documents.bytes()[at])
                        .toArray();
                String text = new String(documents.bytes(), from, ids.length, UTF_8);
                if (broken != null || text.equals(POISON)) {
                    result.completeExceptionally(broken != null ? broken : new ArithmeticException("poisoned"));
                    return;
                }
                encoded.append(ids, 0, ids.length, false);
            }
            result.complete(encoded);
        }

        @Override
        public void close() {}
    }

    private MicroBatcher batcher(int maxBatchBytes, int inflight) {
        return batcher(encoder, false, maxBatchBytes, inflight);
    }

    private MicroBatcher batcher(BatchEncoder encoder, boolean spans, int maxBatchBytes, int inflight) {
        MillraceConfig config = TopologyFixture.config("millrace.tokenizers", "r50k_base");
        Lane lane = new Lane(
                "r50k_base",
                TOKENIZER,
                EncodingOptions.DEFAULT,
                "",
                encoder,
                spans,
                new LaneMeters(new SimpleMeterRegistry(), "r50k_base", "cpu"),
                null,
                null,
                null);
        DocumentReader reader = new DocumentReader(
                Map.of("documents", new PlainDocumentDecoder()),
                new Routing(config, Map.of("r50k_base", lane)),
                1 << 20,
                null);
        return new MicroBatcher(reader, budget, maxBatchBytes, inflight);
    }

    /** One poll with the values spread over two partitions in turn. */
    private static ConsumerRecords<byte[], byte[]> poll(String topic, String... values) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            TopicPartition partition = new TopicPartition(topic, i % 2);
            records.computeIfAbsent(partition, p -> new ArrayList<>())
                    .add(new ConsumerRecord<>(topic, i % 2, i / 2, null, values[i].getBytes(UTF_8)));
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    private static List<IncomingRecord> attached(ConsumerRecords<byte[], byte[]> poll) {
        List<IncomingRecord> attached = new ArrayList<>();
        poll.forEach(record -> attached.add(Objects.requireNonNull(AttachedRecord.find(record.headers()))));
        return attached;
    }

    private static Slot slot(IncomingRecord record) {
        return Objects.requireNonNull(record.slot(0), "the record has no slot");
    }

    private static String result(IncomingRecord record) {
        Slot slot = slot(record);
        EncodedBatch encoded = slot.await(5_000);
        Throwable failure = encoded.failure(slot.index());
        if (failure != null) {
            return String.valueOf(failure.getMessage());
        }
        StringBuilder text = new StringBuilder();
        for (int i = encoded.offset(slot.index()); i < encoded.offset(slot.index() + 1); i++) {
            text.append((char) encoded.ids()[i]);
        }
        return text.toString();
    }

    @Test
    void everyRecordOfAPollCarriesItsOwnResult() {
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "a", "bb", "ccc", "", "eeeee");
        batcher(100, 2).accept(poll);
        // In the order of the poll: partition 0, then partition 1.
        assertThat(attached(poll)).extracting(MicroBatcherTest::result).containsExactly("a", "ccc", "eeeee", "bb", "");
        assertThat(encoder.submitted).containsExactly(5);
    }

    @Test
    void resultsHaveSpansWhereTheEncoderGivesThem() {
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "one two", "", "three", "four five six");
        try (CpuBatchEncoder real = new CpuBatchEncoder(TOKENIZER, EncodingOptions.DEFAULT, 2, true)) {
            batcher(real, true, 12, 2).accept(poll);
            for (IncomingRecord record : attached(poll)) {
                Slot slot = slot(record);
                EncodedBatch encoded = slot.await(5_000);
                int[] spans = Objects.requireNonNull(encoded.spans());
                Decoded.Document document = (Decoded.Document) record.decoded();
                for (int i = encoded.offset(slot.index()); i < encoded.offset(slot.index() + 1); i++) {
                    assertThat(Arrays.copyOfRange(
                                    document.buffer(),
                                    document.from() + spans[2 * i],
                                    document.from() + spans[2 * i + 1]))
                            .isEqualTo(TOKENIZER.decode(encoded.ids(), i, i + 1));
                }
            }
        }
        assertThat(budget.used()).isPositive();
    }

    @Test
    void subBatchesKeepToTheirSizeAndALargerDocumentStandsAlone() {
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "aaaa", "B".repeat(50), "cccc", "dd", "ee");
        batcher(10, 9).accept(poll);
        assertThat(encoder.submitted).containsExactly(3, 1, 1);
        assertThat(attached(poll)).extracting(MicroBatcherTest::result).contains("aaaa", "B".repeat(50), "dd");
    }

    @Test
    void recordsOfOtherTopicsPassUntouched() {
        ConsumerRecords<byte[], byte[]> poll = poll("other", "a");
        batcher(100, 2).accept(poll);
        assertThat(poll.iterator().next().headers()).isEmpty();
        assertThat(encoder.submitted).isEmpty();
    }

    @Test
    void noMoreThanTheLimitAreInTheEncoderButWhatIsWaitedForGoesFirst() {
        encoder.immediate = false;
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "aa", "bb", "cc", "dd");
        batcher(2, 1).accept(poll);
        assertThat(encoder.running).hasSize(1);

        IncomingRecord last = attached(poll).get(3);
        assertThatThrownBy(() -> slot(last).await(1)).isInstanceOf(BackendException.class);
        assertThat(encoder.running).hasSize(2);
        encoder.running.get(1).run();
        assertThat(result(last)).isEqualTo("dd");

        encoder.running.get(0).run();
        assertThat(encoder.running).as("a place became free").hasSize(3);
    }

    @Test
    void aPoisonedDocumentFailsAloneAndItsNeighboursGetTheirIds() {
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "a", "b", "c", POISON, "d", "e", "f", "g", "h");
        batcher(1_000, 2).accept(poll);
        assertThat(attached(poll))
                .extracting(MicroBatcherTest::result)
                .containsExactlyInAnyOrder("a", "b", "c", "poisoned", "d", "e", "f", "g", "h");
    }

    @Test
    void aBrokenBackendBlamesNoDocument() {
        encoder.broken = new IllegalStateException("device lost");
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "a", "b");
        batcher(100, 2).accept(poll);
        Slot slot = slot(attached(poll).get(0));
        assertThatThrownBy(() -> slot.await(1_000))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("device lost");
        assertThat(encoder.submitted).as("not bisected").containsExactly(2);
    }

    @Test
    void beyondTheMemoryBudgetDocumentsHaveNoSlot() {
        encoder.immediate = false;
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "x".repeat(400_000), "y", "z".repeat(400_000));
        batcher(1 << 22, 2).accept(poll);
        List<IncomingRecord> records = attached(poll);
        assertThat(records.get(0).slot(0)).isNotNull();
        assertThat(records.get(1).slot(0))
                .as("800 kB more do not fit into 1 MiB")
                .isNull();
        assertThat(records.get(1).decoded()).as("decoded once all the same").isInstanceOf(Decoded.Document.class);
    }

    @Test
    void releasingEveryRecordGivesAllMemoryBack() {
        ConsumerRecords<byte[], byte[]> poll = poll("documents", "a", "bb", "ccc", POISON);
        batcher(3, 2).accept(poll);
        assertThat(budget.used()).isPositive();
        for (IncomingRecord record : attached(poll)) {
            result(record);
            record.release();
            record.release();
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void recordsThatStreamsDropsGiveTheirMemoryBackWhenTheyAreCollected() throws InterruptedException {
        batcher(100, 2).accept(poll("documents", "a", "bb", "ccc"));
        for (int i = 0; i < 100 && budget.used() > 0; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(budget.used()).isZero();
    }
}

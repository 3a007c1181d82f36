package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The host with the shipped kernels, interpreted: what reaches the device, in which company, and what comes back. */
class GpuBatchEncoderTest {
    private static final HookedCuda.Hook NONE = (name, arguments) -> null;

    private static final List<String> DOCUMENTS = List.of(
            "",
            "Call me Ishmael. Some years ago, never mind how long precisely",
            "<|endoftext|>hello<|endoftext|><|endoftext|> world<|fim_prefix|>",
            "naïve Größe 東京 👍🏽  \n\n x",
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi!<|eot_id|>",
            "a".repeat(1500),
            " ");

    private static DocumentBatch batchWithBrokenBytes() {
        DocumentBatch batch = HostFixture.batch(DOCUMENTS);
        byte[] broken = "ab\u00e9cd ef".getBytes(UTF_8);
        broken[2] = (byte) 0xff;
        batch.add(broken, 0, broken.length);
        return batch;
    }

    private static void assertSame(Tokenizer tokenizer, EncodingOptions encoding) throws Exception {
        DeviceTables tables = DeviceTables.of(GpuModel.of(tokenizer));
        try (HostFixture host = new HostFixture(tokenizer, tables, encoding, HostFixture.OPTIONS, NONE)) {
            DocumentBatch batch = batchWithBrokenBytes();
            host.assertIdsOfCpu(host.encoder.submit(batch), batch);
            assertThat(host.statistics().documents()).as("on the device").isGreaterThanOrEqualTo(4);
            assertThat(host.statistics().fallbacks("word"))
                    .as("too long a word")
                    .isEqualTo(1);
            assertThat(host.statistics().inUse()).isTrue();
        }
    }

    @Test
    void givesTheIdsOfTheCpuWhateverTheOptions() throws Exception {
        assertSame(HostFixture.CL100K, EncodingOptions.DEFAULT);
        assertSame(HostFixture.CL100K, EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW));
        EncodingOptions strict = new EncodingOptions(false, SpecialTokens.REFUSE, InvalidUtf8.REJECT);
        assertSame(HostFixture.CL100K, strict);
        assertSame(HostFixture.CL100K, EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.BYTES));
    }

    @Test
    void leavesNormalizerAndTemplateToTheCpusEngine() throws Exception {
        EncodingOptions all = new EncodingOptions(true, SpecialTokens.ALLOW, InvalidUtf8.REPLACE);
        assertSame(load("tokenizers/lenml-llama3_1/tokenizer.json"), all);
        assertSame(load("tokenizers/lenml-qwen2_5/tokenizer.json"), all);
    }

    private static Tokenizer load(String name) {
        return TokenizerRegistry.load(SharedData.path(name).toString());
    }

    @Test
    void splitsBatchesThatAreLargerThanASlotAtDocuments() throws Exception {
        AtomicInteger copies = new AtomicInteger();
        HookedCuda.Hook counting = (name, arguments) -> {
            if (name.equals("copyToHost")) {
                copies.incrementAndGet();
            }
            return null;
        };
        try (HostFixture host = new HostFixture(HostFixture.OPTIONS, counting)) {
            // White space is one id for many bytes, and quick to interpret.
            String third = " ".repeat(GpuOptions.LEAST_SLOT_BYTES / 3) + "end";
            String huge = "x".repeat(GpuOptions.LEAST_SLOT_BYTES + 1);
            DocumentBatch batch = HostFixture.batch(List.of("a", third, third, third, huge, "b", third));
            host.assertIdsOfCpu(host.encoder.submit(batch), batch);
            assertThat(copies.get()).as("batches on the device").isEqualTo(2);
            assertThat(host.statistics().fallbacks("document")).isEqualTo(1);
        }
    }

    @Test
    void hasTwoSubBatchesOfOneThreadOnTheDeviceAtOnce() throws Exception {
        CountDownLatch one = new CountDownLatch(1);
        CountDownLatch recorded = new CountDownLatch(2);
        HookedCuda.Hook holding = (name, arguments) -> {
            if (name.equals("record")) {
                one.countDown();
                recorded.countDown();
            }
            // Nothing is done before both are under way.
            if (name.equals("isDone") && recorded.getCount() > 0) {
                return false;
            }
            return null;
        };
        try (HostFixture host = new HostFixture(HostFixture.OPTIONS, holding)) {
            DocumentBatch first = HostFixture.batch(List.of("the first sub-batch"));
            DocumentBatch second = HostFixture.batch(List.of("the second sub-batch"));
            var firstIds = host.encoder.submit(first);
            // Submitted before the first one is under way, the second would share its launch.
            assertThat(one.await(60, TimeUnit.SECONDS)).as("first under way").isTrue();
            var secondIds = host.encoder.submit(second);
            assertThat(recorded.await(60, TimeUnit.SECONDS))
                    .as("both under way")
                    .isTrue();
            host.assertIdsOfCpu(firstIds, first);
            host.assertIdsOfCpu(secondIds, second);
        }
    }

    @Test
    void mergesWhatSeveralThreadsSubmitWhileItIsBusy() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        HookedCuda.Hook holding = (name, arguments) -> {
            if (name.equals("copyToDevice")) {
                batches.incrementAndGet();
            }
            if (name.equals("record")) {
                busy.countDown();
            }
            return name.equals("isDone") && gate.getCount() > 0 ? false : null;
        };
        GpuOptions oneSlot = new GpuOptions(0, 1, GpuOptions.LEAST_SLOT_BYTES, 0, 0, 60_000, 0);
        try (HostFixture host = new HostFixture(oneSlot, holding)) {
            DocumentBatch[] waiting = new DocumentBatch[4];
            var first = host.submit("keeps the device busy");
            assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<EncodedBatch>> results = new ArrayList<>();
            for (int i = 0; i < waiting.length; i++) {
                waiting[i] = HostFixture.batch(List.of("waits, number " + i, "", "and more " + i * i));
                results.add(host.encoder.submit(waiting[i]));
            }
            host.awaitQueued(1 + waiting.length);
            gate.countDown();
            for (int i = 0; i < waiting.length; i++) {
                host.assertIdsOfCpu(results.get(i), waiting[i]);
            }
            first.get(60, TimeUnit.SECONDS);
            assertThat(batches.get()).as("copies of tables and batches").isEqualTo(1 + 2);
        }
    }

    @Test
    void sendsSmallBatchesToTheCpu() throws Exception {
        try (HostFixture host = new HostFixture(HostFixture.OPTIONS, NONE)) {
            host.encoder.routeBelow(10);
            DocumentBatch small = HostFixture.batch(List.of("123456789"));
            DocumentBatch large = HostFixture.batch(List.of("12345", "67890"));
            host.assertIdsOfCpu(host.encoder.submit(small), small);
            host.assertIdsOfCpu(host.encoder.submit(large), large);
            assertThat(host.statistics().fallbacks("small_batch")).isEqualTo(1);
            assertThat(host.statistics().documents()).isEqualTo(2);
        }
    }
}

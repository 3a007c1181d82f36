package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.gpu.ptx.PtxMachine;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.TestSettings;
import dev.millrace.tokenizer.split.KnownPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped PTX makes the ids of the CPU's engine. */
class KernelIdsTest {
    /** Bytes of each kind of text. */
    private static final int BYTES = TestSettings.isFull() ? 76_000 : 15_200;

    private final long seed = TestSettings.seed();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource
    void idsAreThoseOfTheCpu(Patterns pattern) {
        Tokenizer tokenizer = pattern.load();
        DeviceTables tables = DeviceTables.of(GpuModel.of(tokenizer));
        int bytes = 0;
        for (String corpus : Texts.CORPORA) {
            byte[] text = Texts.corpus(corpus, random.nextInt(900_000), BYTES);
            List<byte[]> segments = Texts.segments(random, text, 6000);
            KernelRun run = new KernelRun(tables, new PtxMachine.Schedule(random.nextLong(), 3, 2000));
            String what = pattern + ", " + corpus + ", seed " + seed;
            assertThat(CpuIds.match(tokenizer, segments, run.encode(segments), what))
                    .as("segments left to the CPU, %s", what)
                    .isZero();
            bytes += text.length;
        }
        byte[] nasty = Texts.nasty(random, BYTES);
        List<byte[]> segments = Texts.segments(random, nasty, 300);
        KernelRun run = new KernelRun(tables, new PtxMachine.Schedule(random.nextLong(), 4, 100));
        int left = CpuIds.match(tokenizer, segments, run.encode(segments), pattern + ", nasty, seed " + seed);
        assertThat(left).as("segments left to the CPU, seed %s", seed).isLessThan(segments.size() / 10);
        assertThat(bytes + nasty.length).isGreaterThan(TestSettings.isFull() ? 300_000 : 60_000);
    }

    /** Qwen 3.5 takes marks for letters; Tekken has no contractions and one number in a word. */
    @Test
    void idsAreThoseOfTheCpuForTheKinOfThosePatterns() {
        for (String regex : List.of(KnownPatterns.qwen35(), KnownPatterns.tekken(), KnownPatterns.llama3())) {
            Tokenizer tokenizer = Patterns.ofExpression(regex);
            KernelRun run = new KernelRun(DeviceTables.of(GpuModel.of(tokenizer)), PtxMachine.Schedule.QUICK);
            List<byte[]> segments = Texts.segments(random, Texts.nasty(random, BYTES / 2), 300);
            CpuIds.match(tokenizer, segments, run.encode(segments), regex + ", seed " + seed);
        }
    }

    @Test
    void theOrderInWhichThreadsRunChangesNothing() {
        Tokenizer tokenizer = Patterns.CL100K.load();
        DeviceTables tables = DeviceTables.of(GpuModel.of(tokenizer));
        List<byte[]> segments = Texts.segments(random, Texts.nasty(random, 3000), 200);
        for (int quantum : new int[] {1, 7, 30, 500}) {
            KernelRun run = new KernelRun(tables, new PtxMachine.Schedule(random.nextLong(), 5, quantum));
            CpuIds.match(tokenizer, segments, run.encode(segments), "quantum " + quantum + ", seed " + seed);
        }
    }

    @Test
    void whatIsTooLongIsLeftToTheCpuAndNothingElse() {
        Tokenizer tokenizer = Patterns.CL100K.load();
        KernelRun run = new KernelRun(DeviceTables.of(GpuModel.of(tokenizer)), PtxMachine.Schedule.QUICK);
        List<byte[]> segments = List.of(
                "before".getBytes(UTF_8),
                "ab".repeat(512).getBytes(UTF_8),
                ("x " + "ab".repeat(513)).getBytes(UTF_8),
                ("x " + "ab".repeat(513)).getBytes(UTF_8),
                "7".repeat(20_000).getBytes(UTF_8),
                "after".getBytes(UTF_8));
        KernelRun.Result result = run.encode(segments);
        assertThat(CpuIds.match(tokenizer, segments, result, "long")).isEqualTo(3);
        assertThat(Arrays.asList(result.ids()).indexOf(null)).isEqualTo(2);
        // Two words, the digits, and what was left of these as one word.
        assertThat(result.overflows()).isEqualTo(4);
    }

    @Test
    void anEmptyBatchHasNoIds() {
        Tokenizer tokenizer = Patterns.CL100K.load();
        KernelRun run = new KernelRun(DeviceTables.of(GpuModel.of(tokenizer)), PtxMachine.Schedule.QUICK);
        assertThat(run.encode(List.of(new byte[0], new byte[0])).ids()).isDeepEqualTo(new int[2][0]);
    }

    @Test
    void binariesWithoutPreTokenizerAreCutWhereNoTokenReachesAcross() throws IOException {
        Path model = SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json");
        Tokenizer tokenizer = TokenizerRegistry.load(model.toString());
        KernelRun run = new KernelRun(DeviceTables.of(GpuModel.of(tokenizer)), PtxMachine.Schedule.QUICK);
        byte[] program = Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin", "java"));
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from < Math.min(program.length, 16 * 512); from += 512) {
            segments.add(Arrays.copyOfRange(program, from, Math.min(program.length, from + 512)));
        }
        byte[] noise = new byte[6000];
        random.nextBytes(noise);
        segments.add(noise);
        KernelRun.Result result = run.encode(segments);
        int left = CpuIds.match(tokenizer, segments, result, "binary, seed " + seed);
        assertThat(left).as("segments left to the CPU, seed %s", seed).isLessThan(segments.size() / 2);
    }

    @Test
    void tokenizersWithoutKernelsAreRefusedWithAReason() {
        Path model = SharedData.path("tokenizers/kitoken-bert_base_cased/tokenizer.json");
        Tokenizer bert = TokenizerRegistry.load(model.toString());
        assertThatThrownBy(() -> GpuModel.of(bert))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to run on a GPU, but");
    }
}

package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.gpu.ptx.PtxFault;
import dev.millrace.gpu.ptx.PtxFault.Kind;
import dev.millrace.gpu.ptx.PtxMachine;
import dev.millrace.tokenizer.Tokenizer;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bugs put into the shipped kernels or into their launches: each must be seen, and none where there is no bug. */
@Timeout(60)
class SeededBugTest {
    private static final PtxMachine.Schedule SCHEDULE = new PtxMachine.Schedule(3, 4, 40);
    private static final String BARRIER = "bar\\.sync\\s+0;";

    private static Tokenizer tokenizer;
    private static DeviceTables tables;

    /** Words of all lengths, the same one in many places, two for the block that merges the longest. */
    private static final List<byte[]> TEXT = List.of(
            ("Unglaublich xyzzyplugh, unglaublich; " + "qwxzvk".repeat(8) + " xyzzyplugh")
                    .repeat(30)
                    .getBytes(UTF_8),
            ("zyxwvu".repeat(30) + " " + "utsrqp".repeat(30)).getBytes(UTF_8),
            "ab".repeat(512).getBytes(UTF_8));

    @BeforeAll
    static void load() {
        tokenizer = Patterns.CL100K.load();
        tables = DeviceTables.of(GpuModel.of(tokenizer));
    }

    private static KernelRun.Result run(String ptx, UnaryOperator<List<LaunchPlan.Step>> change) {
        return new KernelRun(tables, SCHEDULE, ptx).withSteps(change).encode(TEXT);
    }

    private static void seen(Kind kind, String where, String ptx, UnaryOperator<List<LaunchPlan.Step>> change) {
        PtxFault fault = catchThrowableOfType(PtxFault.class, () -> run(ptx, change));
        assertThat(fault).as("%s in %s must be seen", kind, where).isNotNull();
        assertThat(fault.kind()).as(fault.getMessage()).isEqualTo(kind);
        assertThat(fault).hasMessageContaining(where);
    }

    /** Changes the launches of one kernel. */
    private static UnaryOperator<List<LaunchPlan.Step>> launch(String kernel, UnaryOperator<LaunchPlan.Launch> change) {
        return steps -> {
            steps.replaceAll(step ->
                    step instanceof LaunchPlan.Launch launch && launch.kernel().equals(kernel)
                            ? change.apply(launch)
                            : step);
            return steps;
        };
    }

    private static LaunchPlan.Launch oneBlock(LaunchPlan.Launch launch) {
        return new LaunchPlan.Launch(launch.kernel(), 1, launch.threads(), launch.sharedBytes());
    }

    @Test
    void nothingIsSeenWhereThereIsNoBug() {
        KernelRun.Result result = run(KernelRun.ptx(), launch("millrace_merge_long", SeededBugTest::oneBlock));
        assertThat(CpuIds.match(tokenizer, TEXT, result, "no bug")).isZero();
    }

    @Test
    void missingBarrier() {
        String ptx = PtxMutation.of("millrace_merge_long").replace(BARRIER, 0, barrier -> "");
        seen(Kind.RACE, "millrace_merge_long", ptx, UnaryOperator.identity());
    }

    @Test
    void missingTrailingBarrier() {
        String ptx = PtxMutation.of("millrace_merge_long").replace(BARRIER, -1, barrier -> "");
        // It takes a block that goes on to another word.
        seen(Kind.RACE, "millrace_merge_long", ptx, launch("millrace_merge_long", SeededBugTest::oneBlock));
    }

    @Test
    void missingBarrierOfASum() {
        String ptx = PtxMutation.of("millrace_count").replace(BARRIER, 0, barrier -> "");
        seen(Kind.UNINITIALIZED, "millrace_count", ptx, UnaryOperator.identity());
    }

    @Test
    void plainLoadAndStoreInPlaceOfCompareAndSwap() {
        String ptx = PtxMutation.of("millrace_lookup")
                .replace(
                        "atom\\.global\\.cas\\.b64\\s+(%rd\\d+), (\\[%rd\\d+\\]), (%rd\\d+), (%rd\\d+);",
                        0,
                        cas ->
                                "ld.global.u64 %s, %s;\nsetp.ne.s64 %%pX, %s, %s;\n@%%pX bra $X;\nst.global.u64 %s, %s;\n$X:"
                                        .formatted(
                                                cas.group(1),
                                                cas.group(2),
                                                cas.group(1),
                                                cas.group(3),
                                                cas.group(2),
                                                cas.group(4)));
        seen(Kind.RACE, "millrace_lookup", ptx, UnaryOperator.identity());
    }

    @Test
    void sharedMemoryFourBytesTooSmall() {
        UnaryOperator<LaunchPlan.Launch> smaller = launch ->
                new LaunchPlan.Launch(launch.kernel(), launch.blocks(), launch.threads(), launch.sharedBytes() - 4);
        seen(Kind.OUT_OF_BOUNDS, "shared memory", KernelRun.ptx(), launch("millrace_merge_long", smaller));
    }

    @Test
    void boundOffByOne() {
        String ptx = PtxMutation.of("millrace_segments")
                .replace(
                        "setp\\.gt\\.u32\\s+(%p\\d+), (%r\\d+), (%r\\d+);",
                        0,
                        bound -> "add.s32 %%rX, %s, 1;\nsetp.gt.u32 %s, %s, %%rX;"
                                .formatted(bound.group(3), bound.group(1), bound.group(2)));
        seen(Kind.OUT_OF_BOUNDS, "millrace_segments", ptx, UnaryOperator.identity());
    }

    @Test
    void shuffleThatALaneDoesNotReach() {
        seen(
                Kind.DIVERGENT_SHUFFLE,
                "millrace_count",
                around("millrace_count", "shfl\\.sync[^;]+;", 0),
                UnaryOperator.identity());
    }

    @Test
    void barrierThatAThreadDoesNotReach() {
        seen(Kind.DIVERGENT_BARRIER, "millrace_sum", around("millrace_sum", BARRIER, -1), UnaryOperator.identity());
    }

    /** Lets thread 3 go around an instruction. */
    private static String around(String kernel, String regex, int number) {
        return PtxMutation.of(kernel)
                .replace(
                        regex,
                        number,
                        found -> "mov.u32 %%rX, %%tid.x;\nsetp.eq.s32 %%pX, %%rX, 3;\n@%%pX bra $X;\n%s\n$X:"
                                .formatted(found.group()));
    }

    @Test
    void memoryThatNobodyHasSetToZero() {
        seen(Kind.UNINITIALIZED, "millrace_lookup", KernelRun.ptx(), steps -> {
            // The table is the last of the arrays that are filled.
            steps.remove(2);
            return steps;
        });
    }

    @Test
    void sharedMemoryThatIsReadBeforeItIsWritten() {
        String ptx = PtxMutation.of("millrace_merge128").replace("st\\.shared\\.u16[^;]+;", 1, store -> "");
        seen(Kind.UNINITIALIZED, "millrace_merge128", ptx, UnaryOperator.identity());
    }

    @Test
    void kernelsInTheWrongOrder() {
        seen(Kind.UNINITIALIZED, "millrace_sum", KernelRun.ptx(), steps -> swapped(steps, "lookup", "merge16"));
        seen(Kind.UNINITIALIZED, "millrace_lookup", KernelRun.ptx(), steps -> swapped(steps, "compact", "scan_words"));
    }

    private static List<LaunchPlan.Step> swapped(List<LaunchPlan.Step> steps, String one, String other) {
        Collections.swap(steps, index(steps, one), index(steps, other));
        return steps;
    }

    private static int index(List<LaunchPlan.Step> steps, String kernel) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof LaunchPlan.Launch launch
                    && launch.kernel().equals("millrace_" + kernel)) {
                return i;
            }
        }
        throw new AssertionError("no launch of " + kernel);
    }

    @Test
    void copyToTheHostThatNobodyWaitsFor() {
        KernelRun run = new KernelRun(tables, SCHEDULE).withoutSynchronizing();
        assertThat(run.encode(TEXT).words()).isEqualTo(0xdddddddd);
    }

    @Test
    void opcodesThatTheInterpreterDoesNotKnow() {
        String ptx = PtxMutation.of("millrace_sum").replace("add\\.s32", 0, add -> "addc.s32");
        seen(Kind.UNKNOWN_OPCODE, "addc.s32", ptx, UnaryOperator.identity());
    }
}

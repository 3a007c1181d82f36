package dev.millrace.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole host under the real JCuda, with a driver in which every fault can happen. The driver runs the kernels' source on
 * the CPU, so ids are compared as well.
 */
class FakeDriverTest {
    private static final String LONG = "30000";
    private static final String ALL_EQUAL = "documents: 30, equal batches: 6";

    /** Some of these wait for a time-out, so they run beside each other. */
    private static final ExecutorService THREE = Executors.newFixedThreadPool(3);

    private static final Map<String, Future<FakeDriver.Run>> RUNS = new HashMap<>();

    @BeforeAll
    static void buildTheDriver() throws Exception {
        FakeDriver.build();
        for (String fault : List.of("hang:3", "block:20", "sticky:20:700", "launch:20:1", "launch:20+:2", "garble:3")) {
            String timeout = fault.startsWith("hang") || fault.startsWith("block") ? "10000" : LONG;
            RUNS.put(fault, THREE.submit(() -> FakeDriver.with(fault, BackendProgram.class, "auto", timeout)));
        }
    }

    @AfterAll
    static void stop() {
        THREE.shutdownNow();
    }

    private static void assertRulesKept(FakeDriver.Run run) {
        assertThat(run.calls()).as("calls").noneMatch(call -> call.contains("BROKEN RULE"));
        assertThat(run.lines()).as("printed").contains(ALL_EQUAL, "end");
        assertThat(run.exit()).isZero();
    }

    @Test
    void everythingGoesThroughTheDriverAndNothingIsLeft() throws Exception {
        FakeDriver.Run run = FakeDriver.with("", BackendProgram.class, "gpu", LONG);
        assertRulesKept(run);
        assertThat(run.lines()).contains("backend: gpu", "in use: true");
        assertThat(run.printed("fallback small_batch")).isFalse();
        assertThat(run.calls()).anyMatch(call -> call.startsWith("millrace_split_cl100k"));
        assertThat(run.calls())
                .filteredOn(call -> call.startsWith("cuCtxSetCurrent"))
                .hasSize(1);
        assertThat(run.calls())
                .filteredOn(call -> call.startsWith("cuMemAlloc "))
                .as("allocated once")
                .hasSize(3);
        assertThat(run.calls()).last().asString().startsWith("cuDevicePrimaryCtxRelease");
    }

    /** Faults at start: {@code auto} takes the CPU, {@code gpu} refuses, both with the cause. */
    @ParameterizedTest
    @CsvSource({
        "init:100, no CUDA-capable device",
        "init:803, driver and library versions differ",
        "module:222, the driver is too old for this PTX version",
        "context, no context is current on this thread",
        "alloc:1+:2, out of memory",
        "garble:2, the GPU must give the ids of the CPU"
    })
    void startsOnTheCpu(String fault, String cause) throws Exception {
        FakeDriver.Run auto = FakeDriver.with(fault, BackendProgram.class, "auto", LONG);
        assertRulesKept(auto);
        assertThat(auto.lines()).contains("backend: cpu").anyMatch(line -> line.contains(cause));
        FakeDriver.Run insisted = FakeDriver.with(fault, BackendProgram.class, "gpu", LONG);
        assertThat(insisted.lines()).anyMatch(line -> line.startsWith("refused: ") && line.contains(cause));
        assertThat(insisted.lines()).noneMatch(line -> line.startsWith("backend: "));
    }

    /** Faults in mid-stream: every document is there once, on the CPU, with one line in the log. */
    @ParameterizedTest
    @CsvSource({
        "sticky:20:700, device_error, illegal address",
        "launch:20:1, device_error, returned 1",
        "launch:20+:2, out_of_memory, out of memory",
        "hang:3, timeout, within 10000 ms",
        "block:20, timeout, within 10000 ms",
        "garble:3, mismatch, the GPU must give the ids of the CPU"
    })
    void goesOnWithTheCpu(String fault, String reason, String cause) throws Exception {
        FakeDriver.Run run = Objects.requireNonNull(RUNS.get(fault)).get();
        assertRulesKept(run);
        assertThat(run.lines()).contains("backend: gpu", "in use: false");
        assertThat(run.printed("fallback " + reason + ": "))
                .as("printed %s", run.lines())
                .isTrue();
        assertThat(run.lines())
                .filteredOn(line -> line.contains("is not used any more"))
                .singleElement()
                .asString()
                .contains(reason)
                .contains(cause);
    }

    @Test
    void halvesTheSlotsWhereThereIsTooLittleMemory() throws Exception {
        for (String fault : List.of("alloc:2:2", "launch:20:2")) {
            FakeDriver.Run run = FakeDriver.with(fault, BackendProgram.class, "gpu", LONG);
            assertRulesKept(run);
            assertThat(run.lines()).as(fault).contains("in use: true");
            assertThat(run.printed("fallback out_of_memory")).isFalse();
        }
    }

    @Test
    void loadsNothingOfJCudaWithoutADriver() throws Exception {
        for (String backend : List.of("auto", "gpu")) {
            FakeDriver.Run run = FakeDriver.without(List.of("-Xlog:class+load"), BackendProgram.class, backend, LONG);
            assertThat(run.lines()).noneMatch(line -> line.contains(" jcuda.") || line.contains("gpu.JCuda"));
            assertThat(run.lines()).anyMatch(line -> line.contains("dev.millrace.gpu.GpuProbe "));
            assertThat(run.lines())
                    .anyMatch(line -> line.startsWith(backend.equals("gpu") ? "refused: " : "chosen: ")
                            && line.contains("this machine has no NVIDIA driver: there is no libcuda.so.1"));
        }
    }
}

package dev.millrace.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchEncodersTest {

    @Test
    void autoTakesTheCpuAndSaysWhyNotTheGpu() {
        BatchEncoders.Choice choice = BatchEncoders.choose("auto", Map.of(), List.of(gpu("the driver is too old")));
        assertThat(choice.provider().backend()).isEqualTo("cpu");
        assertThat(choice.reason()).contains("CPU").contains("the driver is too old");
    }

    @Test
    void autoTakesTheGpuWhereItWorks() {
        BatchEncoders.Choice choice = BatchEncoders.choose("auto", Map.of(), List.of(gpu(null)));
        assertThat(choice.provider().backend()).isEqualTo("gpu");
        assertThat(choice.reason()).contains("GPU");
    }

    @Test
    void cpuTakesTheCpuEvenBesideAGpu() {
        assertThat(BatchEncoders.choose("cpu", Map.of(), List.of(gpu(null)))
                        .provider()
                        .backend())
                .isEqualTo("cpu");
    }

    @Test
    void gpuInsists() {
        assertThatThrownBy(() -> BatchEncoders.choose("gpu", Map.of(), List.of(gpu("the driver is too old"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the driver is too old");
        assertThatThrownBy(() -> BatchEncoders.choose("gpu", Map.of(), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("class path");
    }

    @Test
    void aProviderThatDoesNotLoadIsAReasonAndNoCrash() {
        Iterable<BatchEncoderProvider> broken = () -> new Iterator<>() {
            private int calls;

            @Override
            public boolean hasNext() {
                return calls == 0;
            }

            @Override
            public BatchEncoderProvider next() {
                calls++;
                throw new ServiceConfigurationError("the class does not load");
            }
        };
        assertThat(BatchEncoders.choose("auto", Map.of(), broken).reason()).contains("the class does not load");
        assertThatThrownBy(() -> BatchEncoders.choose("gpu", Map.of(), broken))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(ServiceConfigurationError.class);
    }

    @Test
    void refusesAnUnknownName() {
        assertThatThrownBy(() -> BatchEncoders.choose("tpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got tpu");
    }

    private static BatchEncoderProvider gpu(@Nullable String unavailable) {
        return new BatchEncoderProvider() {
            @Override
            public String backend() {
                return "gpu";
            }

            @Override
            public @Nullable String unavailable() {
                return unavailable;
            }

            @Override
            public BatchEncoder create(Tokenizer tokenizer, EncodingOptions options, int threads) {
                throw new IllegalStateException("this GPU encodes nothing");
            }
        };
    }
}

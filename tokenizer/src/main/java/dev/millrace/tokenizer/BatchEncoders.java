package dev.millrace.tokenizer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Chooses the backend that encodes batches, once, and says why. */
public final class BatchEncoders {
    private BatchEncoders() {}

    /**
     * A backend and the reason for it.
     *
     * @param provider creates encoders on the backend
     * @param reason one sentence for the log
     */
    public record Choice(BatchEncoderProvider provider, String reason) {}

    /**
     * Chooses a backend among those on the class path.
     *
     * @param backend {@code cpu}, {@code gpu}, or {@code auto}: the GPU if there is one that works, else the CPU
     * @throws IllegalArgumentException if {@code backend} is none of these
     * @throws IllegalStateException if {@code gpu} is asked for and cannot run; the message and the cause say why
     */
    public static Choice choose(String backend) {
        return choose(backend, ServiceLoader.load(BatchEncoderProvider.class));
    }

    static Choice choose(String backend, Iterable<BatchEncoderProvider> found) {
        BatchEncoderProvider cpu = new CpuBatchEncoderProvider();
        if (backend.equals("cpu")) {
            return new Choice(cpu, "Encoding on the CPU: millrace.encoder.backend is cpu.");
        }
        if (!backend.equals("gpu") && !backend.equals("auto")) {
            throw new IllegalArgumentException("millrace.encoder.backend must be auto, cpu or gpu, got " + backend);
        }
        List<String> reasons = new ArrayList<>();
        Throwable cause = null;
        Iterator<BatchEncoderProvider> providers = found.iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                BatchEncoderProvider provider = providers.next();
                String reason = provider.backend().equals("gpu") ? provider.unavailable() : "it is not the GPU";
                if (reason == null) {
                    return new Choice(provider, "Encoding on the GPU: millrace.encoder.backend is " + backend + ".");
                }
                reasons.add(provider.backend() + ": " + reason);
            } catch (ServiceConfigurationError | LinkageError e) {
                reasons.add(String.valueOf(e.getMessage()));
                cause = e;
            }
        }
        return withoutGpu(backend, cpu, reasons, cause);
    }

    private static Choice withoutGpu(
            String backend, BatchEncoderProvider cpu, List<String> reasons, @Nullable Throwable cause) {
        String why = reasons.isEmpty() ? "no GPU backend is on the class path" : String.join("; ", reasons);
        if (backend.equals("gpu")) {
            throw new IllegalStateException(
                    "millrace.encoder.backend=gpu must find a GPU backend that works: " + why, cause);
        }
        return new Choice(cpu, "Encoding on the CPU: " + why + ".");
    }
}

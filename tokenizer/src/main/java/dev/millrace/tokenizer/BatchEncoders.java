package dev.millrace.tokenizer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

    /** As {@link #choose(String, Map)}, without settings. */
    public static Choice choose(String backend) {
        return choose(backend, Map.of());
    }

    /**
     * Chooses a backend among those on the class path.
     *
     * @param backend {@code cpu}, {@code gpu}, or {@code auto}: the GPU if there is one that works, else the CPU
     * @param settings configuration keys and their values, for the backend to read those it knows
     * @throws IllegalArgumentException if {@code backend} is none of these, or a value is not allowed
     * @throws IllegalStateException if {@code gpu} is asked for and cannot run; the message and the cause say why
     */
    public static Choice choose(String backend, Map<String, ?> settings) {
        return choose(backend, settings, ServiceLoader.load(BatchEncoderProvider.class));
    }

    /** The backend with a device that is on the class path, whether or not it can run here; null if there is none. */
    public static @Nullable BatchEncoderProvider device() {
        return ServiceLoader.load(BatchEncoderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.backend().equals("gpu"))
                .findFirst()
                .orElse(null);
    }

    static Choice choose(String backend, Map<String, ?> settings, Iterable<BatchEncoderProvider> found) {
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
                BatchEncoderProvider provider = providers.next().configured(backend.equals("gpu"), settings);
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

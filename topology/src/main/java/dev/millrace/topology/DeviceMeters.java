package dev.millrace.topology;

import dev.millrace.tokenizer.DeviceStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of a backend with a device, for one tokenizer. */
final class DeviceMeters {
    private DeviceMeters() {}

    static void register(MeterRegistry registry, String tokenizer, DeviceStatistics device) {
        Gauge.builder("millrace.encoder.gpu.state", device, statistics -> statistics.inUse() ? 1 : 0)
                .description("1 while batches go to the GPU, 0 once it is out of use")
                .tag("tokenizer", tokenizer)
                .register(registry);
        FunctionCounter.builder("millrace.gpu.documents", device, DeviceStatistics::documents)
                .description("Documents that the GPU has encoded")
                .tag("tokenizer", tokenizer)
                .register(registry);
        for (String reason : device.fallbackReasons()) {
            FunctionCounter.builder("millrace.gpu.fallback", device, statistics -> statistics.fallbacks(reason))
                    .description("Documents that were encoded on the CPU though the backend is the GPU")
                    .tag("tokenizer", tokenizer)
                    .tag("reason", reason)
                    .register(registry);
        }
    }
}

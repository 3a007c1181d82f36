package dev.millrace.gpu;

import dev.millrace.tokenizer.DeviceStatistics;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts what an encoder does where. */
final class GpuStatistics implements DeviceStatistics {
    private static final Set<String> REASONS =
            Arrays.stream(FallbackReason.values()).map(FallbackReason::tag).collect(Collectors.toUnmodifiableSet());

    private final GpuDevice device;
    private final LongAdder onDevice = new LongAdder();
    private final Map<FallbackReason, LongAdder> fallbacks = new EnumMap<>(FallbackReason.class);

    GpuStatistics(GpuDevice device) {
        this.device = device;
        for (FallbackReason reason : FallbackReason.values()) {
            fallbacks.put(reason, new LongAdder());
        }
    }

    void encoded(int documents) {
        onDevice.add(documents);
    }

    void fellBack(FallbackReason reason, int documents) {
        count(reason).add(documents);
    }

    private LongAdder count(FallbackReason reason) {
        LongAdder count = fallbacks.get(reason);
        if (count == null) {
            throw new IllegalStateException("every reason has a count, but " + reason + " has none");
        }
        return count;
    }

    @Override
    public boolean inUse() {
        return device.fault() == null;
    }

    @Override
    public long documents() {
        return onDevice.sum();
    }

    @Override
    public Set<String> fallbackReasons() {
        return REASONS;
    }

    @Override
    public long fallbacks(String reason) {
        return count(FallbackReason.valueOf(reason.toUpperCase(Locale.ROOT))).sum();
    }
}

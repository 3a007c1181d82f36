package dev.millrace.gpu;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.tokenizer.CpuBatchEncoder;
import dev.millrace.tokenizer.DeviceReport;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provides encoders on the GPU. All encoders of one provider share one device, which is open as long as one of them is.
 *
 * <p>If the backend is not insisted on, an encoder on the CPU stands in, with a line in the log that says why, for a tokenizer
 * without kernels, one whose self-test fails, one that the CPU encodes faster whatever the size of the batch, or a device
 * that cannot be opened.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class GpuBatchEncoderProvider implements BatchEncoderProvider {
    private static final Logger LOG = LoggerFactory.getLogger(GpuBatchEncoderProvider.class);

    private final Supplier<GpuProbe.Outcome> driver;
    private final GpuOptions options;
    private final boolean insisted;
    private @Nullable GpuDevice device;
    private int users;

    /** The backend with its default settings, not insisted on. */
    public GpuBatchEncoderProvider() {
        this(GpuProbe::driver, GpuOptions.DEFAULT, false);
    }

    GpuBatchEncoderProvider(Supplier<GpuProbe.Outcome> driver, GpuOptions options, boolean insisted) {
        this.driver = driver;
        this.options = options;
        this.insisted = insisted;
    }

    @Override
    public String backend() {
        return "gpu";
    }

    @Override
    public @Nullable String unavailable() {
        GpuProbe.Outcome outcome = driver.get();
        return outcome.api() == null ? outcome.reason() : GpuProbe.unsuitable(outcome.api(), options.device());
    }

    @Override
    public BatchEncoderProvider configured(boolean isInsisted, Map<String, ?> settings) {
        return new GpuBatchEncoderProvider(driver, GpuOptions.of(settings), isInsisted);
    }

    private CudaApi api() {
        String reason = unavailable();
        CudaApi api = driver.get().api();
        if (reason != null || api == null) {
            throw new IllegalStateException("the GPU must be usable to encode on it: " + reason);
        }
        return api;
    }

    private synchronized GpuDevice acquire() {
        GpuDevice acquired = device;
        if (acquired == null) {
            acquired = GpuDevice.open(api(), options);
            device = acquired;
        }
        users++;
        return acquired;
    }

    private synchronized void release() {
        GpuDevice released = device;
        if (--users == 0 && released != null) {
            device = null;
            released.close();
        }
    }

    @Override
    public BatchEncoder create(Tokenizer tokenizer, EncodingOptions encoding, int threads) {
        try {
            return createOnDevice(tokenizer, encoding, threads);
        } catch (Unsuitable e) {
            if (insisted) {
                throw new IllegalStateException(
                        "millrace.encoder.backend=gpu must be able to encode with " + tokenizer.name() + ": "
                                + e.getMessage(),
                        e.getCause());
            }
            LOG.warn("Encoding with {} on the CPU: {}", tokenizer.name(), e.getMessage());
            return new CpuBatchEncoder(tokenizer, encoding, threads);
        }
    }

    /** Why a tokenizer is not encoded on the device. */
    private static final class Unsuitable extends Exception {
        private static final long serialVersionUID = 1L;

        Unsuitable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private GpuBatchEncoder createOnDevice(Tokenizer tokenizer, EncodingOptions encoding, int threads)
            throws Unsuitable {
        GpuBatchEncoder encoder = open(tokenizer, encoding, threads);
        try {
            SelfTest.Outcome test = SelfTest.run(encoder, options.selfTestBytes());
            if (test.problem() != null) {
                throw new Unsuitable(test.problem(), null);
            }
            encoder.routeBelow(route(encoder));
            DeviceFault fault = encoder.fault();
            if (fault != null) {
                throw new Unsuitable(String.valueOf(fault.getMessage()), fault);
            }
            return encoder;
        } catch (Unsuitable | RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /** An encoder that is not tested yet. */
    private GpuBatchEncoder open(Tokenizer tokenizer, EncodingOptions encoding, int threads) throws Unsuitable {
        try {
            DeviceTables tables = DeviceTables.of(GpuModel.of(tokenizer));
            GpuDevice acquired = acquire();
            try {
                return new GpuBatchEncoder(
                        tokenizer,
                        encoding,
                        acquired,
                        acquired.load(tokenizer.name(), tables),
                        threads,
                        options.shadowInterval(),
                        this::release);
            } catch (RuntimeException e) {
                release();
                throw e;
            }
        } catch (CudaException | DeviceFault | IllegalArgumentException e) {
            throw new Unsuitable(String.valueOf(e.getMessage()), e);
        }
    }

    /** The size of batch below which the CPU encodes. */
    private int route(GpuBatchEncoder encoder) throws Unsuitable {
        if (options.batchMinBytes() != GpuOptions.MEASURED) {
            return options.batchMinBytes();
        }
        int least = BreakEven.batchMinBytes(BreakEven.measure(encoder, options.slotBytes()));
        if (least == BreakEven.NEVER && !insisted) {
            throw new Unsuitable("it is faster there for every size of batch", null);
        }
        int route = least == BreakEven.NEVER ? 0 : least;
        LOG.info(
                "Encoding with {} on the GPU: batches of {} bytes and more",
                encoder.tokenizer().name(),
                route);
        return route;
    }

    @Override
    public DeviceReport report(List<Tokenizer> tokenizers, int threads) {
        CudaApi api = api();
        int capability = GpuProbe.capability(api, options.device());
        List<DeviceReport.OfTokenizer> found = new ArrayList<>();
        for (Tokenizer tokenizer : tokenizers) {
            found.add(report(tokenizer, threads));
        }
        int driverVersion = api.driverVersion();
        return new DeviceReport(
                api.deviceName(options.device()) + ", compute capability " + capability / 10 + "." + capability % 10
                        + ", " + api.deviceAttribute(options.device(), CudaApi.MULTIPROCESSORS) + " multiprocessors",
                "CUDA " + driverVersion / 1000 + "." + driverVersion % 1000 / 10,
                PtxText.version(),
                found);
    }

    private DeviceReport.OfTokenizer report(Tokenizer tokenizer, int threads) {
        GpuBatchEncoder encoder;
        try {
            encoder = open(tokenizer, EncodingOptions.DEFAULT, threads);
        } catch (Unsuitable e) {
            return refused(tokenizer, String.valueOf(e.getMessage()), 0);
        }
        try {
            SelfTest.Outcome test = SelfTest.run(encoder, options.selfTestBytes());
            if (test.problem() != null) {
                return refused(tokenizer, test.problem(), test.bytes());
            }
            List<DeviceReport.Speed> speeds = BreakEven.measure(encoder, options.slotBytes());
            DeviceFault fault = encoder.fault();
            if (fault != null) {
                return refused(tokenizer, String.valueOf(fault.getMessage()), test.bytes());
            }
            int least = BreakEven.batchMinBytes(speeds);
            String route = least == BreakEven.NEVER
                    ? "all batches on the CPU, which is faster for every size measured"
                    : "batches of " + least + " bytes and more on the GPU, smaller ones on the CPU";
            return new DeviceReport.OfTokenizer(tokenizer.name(), null, test.bytes(), speeds, route);
        } finally {
            encoder.close();
        }
    }

    private static DeviceReport.OfTokenizer refused(Tokenizer tokenizer, String problem, long tested) {
        return new DeviceReport.OfTokenizer(tokenizer.name(), problem, tested, List.of(), "all batches on the CPU");
    }
}

package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.tokenizer.CpuBatchEncoder;
import dev.millrace.tokenizer.DeviceStatistics;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.binary.EntropyGate;
import dev.millrace.tokenizer.dynamic.DynamicMerger;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.TagTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Loads the configured tokenizers, tests each with its backend before anything runs on it, and measures its speed. */
final class Lanes {
    /** Exercises letters, digits, punctuation, white space, several scripts and a character outside the BMP. */
    private static final String SAMPLE =
            "The quick brown fox (aged 12) jumps over 3,141 lazy dogs.\n\n\tdef main(): return \"Größe\" # naïve\n"
                    + "Ça coûte 10 € — Москва, 東京, ไทย, हिन्दी, עברית, 한국어 😀 \r\n  ";

    private static final int MEASURED_BYTES = 128 << 10;
    private static final long SELF_TEST_SECONDS = 120;

    private final MillraceConfig config;
    private final StartupChecks checks;
    private final MeterRegistry registry;
    private final BatchEncoderProvider backend;

    Lanes(MillraceConfig config, StartupChecks checks, MeterRegistry registry, BatchEncoderProvider backend) {
        this.config = config;
        this.checks = checks;
        this.registry = registry;
        this.backend = backend;
    }

    /** The lanes by name, in the order configured; none stays open if one fails. */
    Map<String, Lane> open() {
        Map<String, Lane> lanes = new LinkedHashMap<>();
        try {
            config.tokenizerSources().forEach((name, source) -> lanes.put(name, open(name, source)));
            return lanes;
        } catch (RuntimeException e) {
            lanes.values().forEach(lane -> lane.encoder().close());
            throw e;
        }
    }

    private Lane open(String name, String source) {
        Tokenizer tokenizer = TokenizerRegistry.load(source, config.specialsInData(name));
        EntropyGate gate = tokenizer.takesBytes() ? config.entropyGate() : null;
        tokenizer = gate == null ? tokenizer : gate.before(tokenizer);
        EncodingOptions options = config.encodingOptions();
        String optionsFingerprint = gate == null ? options.fingerprint() : gate.fingerprint(options.fingerprint());
        DynamicOptions dynamic = config.dynamicOptions(name);
        if (dynamic != null) {
            var unused = new DynamicMerger(tokenizer, dynamic); // which refuses tokenizers that cannot have it
        }
        String fingerprint = dynamic == null ? optionsFingerprint : dynamic.fingerprint(optionsFingerprint);
        RedactionPolicy policy = config.redactionPolicy();
        LaneRedaction laneRedaction = policy == null ? null : redaction(tokenizer, fingerprint, policy);
        int encoderThreads = config.encoderThreads();
        BatchEncoder encoder = config.recordSpans()
                ? new CpuBatchEncoder(tokenizer, options, encoderThreads, true)
                : backend.create(tokenizer, options, encoderThreads);
        DeviceStatistics device = encoder.device();
        if (device != null) {
            DeviceMeters.register(registry, name, device);
        }
        Lane lane = new Lane(
                name,
                tokenizer,
                options,
                fingerprint,
                encoder,
                config.recordSpans(),
                new LaneMeters(registry, name, encoder.backend()),
                dynamic,
                gate,
                laneRedaction);
        try {
            selfTest(lane);
            checks.speedSuffices(name, measure(lane));
            return lane;
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    private LaneRedaction redaction(Tokenizer tokenizer, String fingerprint, RedactionPolicy policy) {
        TagTokens tags = new TagTokens(tokenizer, config.encodingOptions(), policy);
        return new LaneRedaction(policy.fingerprint(fingerprint), tags);
    }

    private static void selfTest(Lane lane) {
        byte[] sample = SAMPLE.getBytes(UTF_8);
        EncodedBatch plain = new EncodedBatch(1, sample.length);
        var encoder = lane.tokenizer().newEncoder(lane.options());
        encoder.begin(sample, 0, sample.length);
        plain.append(encoder);
        EncodedBatch batched = encode(lane, sample, 0, sample.length);
        int[] expected = Arrays.copyOf(plain.ids(), plain.count(0));
        int[] actual = Arrays.copyOf(batched.ids(), batched.count(0));
        if (!Arrays.equals(expected, actual)) {
            throw new IllegalStateException("tokenizer " + lane.name() + " must give the same ids on backend "
                    + lane.encoder().backend() + " as in a single encoder, but its self-test gave "
                    + Arrays.toString(actual) + " instead of " + Arrays.toString(expected));
        }
    }

    /** Bytes per second of this backend, cold: the speed of its first batch is the slowest it will have. */
    private static double measure(Lane lane) {
        byte[] text = SAMPLE.repeat(MEASURED_BYTES / SAMPLE.length()).getBytes(UTF_8);
        long started = System.nanoTime();
        encode(lane, text, 0, text.length);
        return text.length / ((System.nanoTime() - started) / 1e9);
    }

    private static EncodedBatch encode(Lane lane, byte[] bytes, int from, int to) {
        DocumentBatch batch = new DocumentBatch(1, to - from);
        batch.add(bytes, from, to);
        try {
            EncodedBatch encoded = lane.encoder().submit(batch).get(SELF_TEST_SECONDS, TimeUnit.SECONDS);
            Throwable failure = encoded.failure(0);
            if (failure != null) {
                throw selfTestFailed(lane, failure);
            }
            return encoded;
        } catch (ExecutionException | TimeoutException e) {
            throw selfTestFailed(lane, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw selfTestFailed(lane, e);
        }
    }

    private static IllegalStateException selfTestFailed(Lane lane, Throwable failure) {
        return new IllegalStateException(
                "tokenizer " + lane.name() + " must pass its self-test on backend "
                        + lane.encoder().backend() + ", but it ends in " + failure,
                failure);
    }
}

package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.tokenizer.BatchEncoders;
import dev.millrace.tokenizer.CpuBatchEncoder;
import dev.millrace.tokenizer.DeviceStatistics;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a backend as a service does, encodes some batches on it, and prints what became of them. Arguments:
 * {@code auto} or {@code gpu}, milliseconds until a batch counts as hanging.
 */
final class BackendProgram {
    private static final int BATCHES = 6;
    private static final int DOCUMENTS = 5;

    private BackendProgram() {}

    public static void main(String[] arguments) throws Exception {
        BatchEncoders.Choice choice;
        try {
            choice = BatchEncoders.choose(arguments[0], settings(arguments[1]));
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
            return;
        }
        System.out.println("chosen: " + choice.reason());
        Tokenizer tokenizer = TokenizerRegistry.load("cl100k_base");
        try (BatchEncoder encoder = create(choice.provider(), tokenizer);
                BatchEncoder cpu = new CpuBatchEncoder(tokenizer, EncodingOptions.DEFAULT, 1)) {
            System.out.println("backend: " + encoder.backend());
            encode(encoder, cpu);
            print(encoder.device());
        }
        // Threads that hang in the driver are daemons.
        System.out.println("end");
    }

    private static Map<String, String> settings(String timeout) {
        return Map.of(
                "millrace.gpu.slot.bytes", Integer.toString(2 * GpuOptions.LEAST_SLOT_BYTES),
                "millrace.gpu.batch.min.bytes", "0",
                "millrace.gpu.shadow.interval", "1",
                "millrace.gpu.timeout.ms", timeout,
                "millrace.gpu.selftest.bytes", "2000");
    }

    private static BatchEncoder create(BatchEncoderProvider provider, Tokenizer tokenizer) {
        try {
            return provider.create(tokenizer, EncodingOptions.DEFAULT, 2);
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
            throw e;
        }
    }

    private static void encode(BatchEncoder encoder, BatchEncoder cpu) throws Exception {
        List<DocumentBatch> batches = new ArrayList<>();
        List<CompletableFuture<EncodedBatch>> results = new ArrayList<>();
        for (int b = 0; b < BATCHES; b++) {
            DocumentBatch batch = new DocumentBatch(DOCUMENTS, 1024);
            for (int d = 0; d < DOCUMENTS; d++) {
                byte[] bytes = ("Document " + d + " of batch " + b + ": naïve Größe, 東京 "
                                + "and some unreasonably_long identifiers ".repeat(b + d))
                        .getBytes(UTF_8);
                batch.add(bytes, 0, bytes.length);
            }
            batches.add(batch);
            results.add(encoder.submit(batch));
            if (b % 2 == 1) { // two at a time: a fault of the first must be known before the next ones
                results.get(b - 1).get(30, TimeUnit.SECONDS);
                results.get(b).get(30, TimeUnit.SECONDS);
            }
        }
        int documents = 0;
        int equal = 0;
        for (int b = 0; b < BATCHES; b++) {
            EncodedBatch ours = results.get(b).get(30, TimeUnit.SECONDS);
            EncodedBatch theirs = cpu.submit(batches.get(b)).get(30, TimeUnit.SECONDS);
            documents += ours.size();
            equal += Comparison.firstDifference(theirs, ours) == null ? 1 : 0;
        }
        System.out.println("documents: " + documents + ", equal batches: " + equal);
    }

    private static void print(@Nullable DeviceStatistics device) {
        if (device == null) {
            return;
        }
        System.out.println("in use: " + device.inUse());
        System.out.println("on device: " + device.documents());
        String[] reasons = device.fallbackReasons().toArray(new String[0]);
        Arrays.sort(reasons);
        for (String reason : reasons) {
            if (device.fallbacks(reason) > 0) {
                System.out.println("fallback " + reason + ": " + device.fallbacks(reason));
            }
        }
    }
}

package dev.millrace.bench.pipeline;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Main class of the child JVM that measures the engine alone: the same documents, one thread, nothing of Kafka. */
final class EngineMain {
    private EngineMain() {}

    /** Arguments: corpus folder, seed, number of documents of which the first {@code warm} are not measured, warm. */
    public static void main(String[] arguments) throws IOException {
        Documents documents = Documents.under(Path.of(arguments[0]), Long.parseLong(arguments[1]));
        int count = Integer.parseInt(arguments[2]);
        int warm = Integer.parseInt(arguments[3]);
        byte[][] contents = new byte[count][];
        for (int i = 0; i < count; i++) {
            contents[i] = documents.content(i);
        }
        Encoder encoder = TokenizerRegistry.load("cl100k_base").newEncoder(EncodingOptions.DEFAULT);
        int[] ids = new int[8_192];
        long tokens = encode(encoder, contents, 0, warm, ids);
        long bytes = 0;
        for (int i = warm; i < count; i++) {
            bytes += contents[i].length;
        }
        System.gc();
        Duration cpu = cpu();
        long start = System.nanoTime();
        tokens += encode(encoder, contents, warm, count, ids);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = cpu().minus(cpu).toNanos() / 1e9;
        System.out.println("ENGINE " + bytes + " " + (count - warm) + " " + seconds + " " + cpuSeconds + " " + tokens);
    }

    private static long encode(Encoder encoder, byte[][] contents, int from, int to, int[] ids) {
        long tokens = 0;
        for (int i = from; i < to; i++) {
            encoder.begin(contents[i], 0, contents[i].length);
            for (int n; (n = encoder.next(ids, 0, ids.length)) > 0; ) {
                tokens += n;
            }
        }
        return tokens;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

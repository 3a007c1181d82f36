package dev.millrace.bench;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.dynamic.DynamicBatch;
import dev.millrace.tokenizer.dynamic.DynamicMerger;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What dynamic merges cost per byte of text: the first megabyte of a file, cut at line ends into documents of about 4 KB, is
 * one batch; only merging is timed, in CPU time of its thread, and the median of the rounds counts. Arguments: merges, rounds, tokenizers separated by
 * commas, files.
 */
final class DynamicBench {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int BATCH_BYTES = 1_000_000;
    private static final int DOCUMENT_BYTES = 4096;
    private static final int WARM_UP = 400;

    private DynamicBench() {}

    public static void main(String[] args) throws IOException {
        DynamicOptions options = DynamicOptions.SATURATE.withMaxMerges(Integer.parseInt(args[0]));
        int rounds = Integer.parseInt(args[1]);
        System.out.printf(
                "%-14s %-28s %9s %8s %9s %7s%n", "tokenizer", "file", "tokens", "merges", "reduction", "ns/byte");
        for (String name : args[2].split(",", -1)) {
            Tokenizer tokenizer = TokenizerRegistry.load(name);
            for (String file : List.of(args).subList(3, args.length)) {
                measure(tokenizer, Path.of(file), options, rounds);
            }
        }
    }

    private static void measure(Tokenizer tokenizer, Path file, DynamicOptions options, int rounds) throws IOException {
        byte[] text = Files.readAllBytes(file);
        int length = Math.min(text.length, BATCH_BYTES);
        int[] ids = new int[length + 16];
        int[] offsets = new int[length / (DOCUMENT_BYTES / 2) + 2];
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        int rows = 0;
        int count = 0;
        for (int from = 0; from < length; ) {
            int to = end(text, from, length);
            encoder.begin(text, from, to);
            for (int n; (n = encoder.next(ids, count, ids.length)) > 0; ) {
                count += n;
            }
            offsets[++rows] = count;
            from = to;
        }
        DynamicMerger merger = new DynamicMerger(tokenizer, options);
        for (int i = 0; i < WARM_UP; i++) {
            merger.merge(ids, offsets, rows);
        }
        double[] nanos = new double[rounds];
        DynamicBatch batch = null;
        for (int i = 0; i < rounds; i++) {
            long began = CPU.getCurrentThreadCpuTime();
            batch = merger.merge(ids, offsets, rows);
            nanos[i] = (CPU.getCurrentThreadCpuTime() - began) / (double) length;
        }
        Arrays.sort(nanos);
        if (batch != null) {
            System.out.printf(
                    "%-14s %-28s %9d %8d %8.1f%% %7.2f%n",
                    tokenizer.name(),
                    file.getFileName(),
                    count,
                    batch.merges().size(),
                    100 * batch.reduction(),
                    nanos[rounds / 2]);
        }
    }

    private static int end(byte[] text, int from, int length) {
        int to = Math.min(length, from + DOCUMENT_BYTES);
        int line = to;
        while (line < length && text[line - 1] != '\n' && line > from + DOCUMENT_BYTES / 2) {
            line--;
        }
        to = line > from + DOCUMENT_BYTES / 2 ? line : to;
        while (to < length && (text[to] & 0xC0) == 0x80) {
            to++;
        }
        return to;
    }
}

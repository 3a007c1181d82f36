package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Documents made to hurt, at 4 MB and at 64 MB: the time must grow like the size, and none may be slower per byte than
 * jtokkit is on prose. Then a document of 200 MB in the heap that the script gives.
 */
public final class WorstCaseBench {
    private static final int MEGABYTE = 1 << 20;

    private WorstCaseBench() {}

    /** Arguments: folder of corpus artifacts, tokenizer (a built-in name), {@code sizes} or {@code large}. */
    public static void main(String[] args) throws Exception {
        List<byte[]> prose = Corpus.all(Path.of(args[0])).get(0).everything();
        Tokenizer tokenizer = TokenizerRegistry.load(args[1]);
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        if (args[2].equals("large")) {
            large(encoder, prose);
            return;
        }
        Contender rival = Contender.jtokkit(args[1]);
        double prosePerSecond = 0;
        for (int i = 0; i < 3; i++) {
            long start = cpuNanos();
            prose.subList(0, prose.size() / 4).forEach(rival::count);
            prosePerSecond = Corpus.bytes(prose.subList(0, prose.size() / 4)) * 1e3 / (cpuNanos() - start);
        }
        System.out.printf(
                "jtokkit on prose: %.1f MB/s%n%-18s %9s %9s %9s%n", prosePerSecond, args[1], "4 MB", "64 MB", "growth");
        for (Map.Entry<String, byte[]> unit : units().entrySet()) {
            double small = seconds(encoder, repeat(unit.getValue(), 4 * MEGABYTE), 3);
            double big = seconds(encoder, repeat(unit.getValue(), 64 * MEGABYTE), 1);
            System.out.printf(
                    "%-18s %6.1f/s %8.1f/s %8.2f%s%s%n",
                    unit.getKey(),
                    4 * MEGABYTE / 1e6 / small,
                    64 * MEGABYTE / 1e6 / big,
                    big / 16 / small,
                    big > 1.3 * 16 * small ? "  GROWS" : "",
                    64 * MEGABYTE / 1e6 / big < prosePerSecond ? "  SLOW" : "");
        }
    }

    private static Map<String, byte[]> units() {
        Random random = new Random(1);
        Map<String, byte[]> units = new LinkedHashMap<>();
        units.put("one letter", "a".getBytes(UTF_8));
        units.put("spaces", " ".getBytes(UTF_8));
        units.put("line breaks", "\n".getBytes(UTF_8));
        units.put("spaces and lines", " \n".getBytes(UTF_8));
        units.put("exclamation", "!".getBytes(UTF_8));
        units.put("digits", "7".getBytes(UTF_8));
        units.put("one ideograph", "中".getBytes(UTF_8));
        units.put("upper, caseless", "中A".getBytes(UTF_8));
        byte[] letters = new byte[MEGABYTE];
        byte[] bytes = new byte[MEGABYTE];
        random.nextBytes(bytes);
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        units.put("random letters", letters);
        units.put("random bytes", bytes);
        StringBuilder ideographs = new StringBuilder();
        for (int i = 0; i < MEGABYTE / 3; i++) {
            ideographs.append((char) (0x4E00 + random.nextInt(0x5000)));
        }
        units.put("random ideographs", ideographs.toString().getBytes(UTF_8));
        return units;
    }

    private static byte[] repeat(byte[] unit, int length) {
        byte[] all = new byte[length];
        for (int i = 0; i < length; i += unit.length) {
            System.arraycopy(unit, 0, all, i, Math.min(unit.length, length - i));
        }
        return all;
    }

    private static double seconds(Encoder encoder, byte[] document, int times) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long start = cpuNanos();
            encoder.count(document, 0, document.length);
            best = Math.min(best, (cpuNanos() - start) / 1e9);
        }
        return best;
    }

    private static void large(Encoder encoder, List<byte[]> prose) {
        int size = 200_000_000;
        List<byte[]> kinds = new ArrayList<>();
        byte[] bytes = new byte[MEGABYTE];
        new Random(2).nextBytes(bytes);
        kinds.add(prose.stream().reduce(new byte[0], (a, b) -> a.length > 200_000 ? a : join(a, b)));
        kinds.add(bytes);
        kinds.add(new byte[] {'a'});
        String[] names = {"prose", "random bytes", "one letter"};
        for (int i = 0; i < names.length; i++) {
            byte[] document = repeat(kinds.get(i), size);
            long start = cpuNanos();
            long count = encoder.count(document, 0, size);
            System.out.printf(
                    "200 MB of %s in a heap of %d MB: %d ids in %.1f s%n",
                    names[i], Runtime.getRuntime().maxMemory() / MEGABYTE, count, (cpuNanos() - start) / 1e9);
        }
    }

    /** CPU time of this thread: what else runs on the machine must not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}

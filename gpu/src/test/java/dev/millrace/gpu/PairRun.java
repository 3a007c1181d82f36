package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.gpu.ptx.PtxMachine;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.dynamic.BoundaryMode;
import dev.millrace.tokenizer.dynamic.PairRule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Merges a batch dynamically with the kernels that count and replace pairs; what they cannot see, the host decides. */
final class PairRun {
    private static final int HEAD_WORDS = 64;
    private static final int LENGTH = 0;
    private static final int MERGED = 5;
    private static final int COUNT = 6;
    private static final int NEW_LENGTH = 7;
    private static final int BEST = 10;
    private static final int FIRST_ARRAY = 16;
    private static final int FROM = 16;
    private static final int TO = 17;
    private static final int FORBIDDEN_SLOTS = 1024;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final SimulatedCuda cuda = new SimulatedCuda(new PtxMachine.Schedule(5, 3, 100));
    private final TokenSet tokens;
    private final PairRule rule;
    private final long module;
    private final long stream;
    private final long arena;
    private final long parameters;
    /** What the host says, and what it is told: a copy to the host spoils its target until it is done. */
    private final ByteBuffer head;

    private final ByteBuffer told;
    private final long[] offsets;
    private final int slots;
    private final int mark;
    private final int most;
    private int length;

    /** Bytes and traits of the symbols that are not in the base vocabulary, and their numbers. */
    private final List<byte[]> newTokens = new ArrayList<>();

    private final List<Integer> newTraits = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final long[] forbidden = new long[FORBIDDEN_SLOTS];

    /** What was merged, and how often it occurred. */
    record Step(String left, String right, int count) {}

    PairRun(TokenSet tokens, BoundaryMode mode, int[][] rows, int mostMerges) {
        this.tokens = tokens;
        rule = new PairRule(tokens, mode);
        mark = tokens.size();
        most = mostMerges;
        cuda.setCurrent(cuda.retainPrimaryContext(0));
        byte[] text = (KernelRun.ptx() + "\0").getBytes(UTF_8);
        module = cuda.loadModule(ByteBuffer.allocateDirect(text.length).put(0, text));
        stream = cuda.createStream();
        int positions = rows.length + 1;
        for (int[] row : rows) {
            positions += row.length;
        }
        length = positions;
        slots = Math.max(256, Integer.highestOneBit(positions) << 2);
        long[] sizes = {
            4L * positions,
            4L * positions,
            2L * (mark + 1 + mostMerges),
            8L * slots,
            4L * slots,
            4L * slots,
            8L * FORBIDDEN_SLOTS,
            4L * (positions / 32 + 1),
            4L * (positions / 8192 + 1)
        };
        offsets = new long[sizes.length];
        arena = arrange(sizes);
        parameters = cuda.parameters(arena);
        head = cuda.allocateHost(4 * HEAD_WORDS);
        told = cuda.allocateHost(4 * HEAD_WORDS);
        writeHead();
        writeRows(rows, positions);
    }

    /** Allocates an arena for the head and arrays of these sizes, between which nothing may be touched. */
    private long arrange(long[] sizes) {
        long[] ranges = new long[2 * sizes.length + 2];
        ranges[1] = 4 * HEAD_WORDS;
        long end = 4 * HEAD_WORDS + 256;
        for (int i = 0; i < sizes.length; i++) {
            offsets[i] = end;
            ranges[2 * i + 2] = end;
            end += sizes[i];
            ranges[2 * i + 3] = end;
            end = end + 64 + 255 & -256;
        }
        long address = cuda.allocate(end);
        cuda.machine().limit(address, ranges);
        return address;
    }

    private void writeHead() {
        head.putInt(4 * LENGTH, length).putInt(4, slots - 1).putInt(8, 32 - Integer.numberOfTrailingZeros(slots));
        head.putInt(32, FORBIDDEN_SLOTS - 1);
        for (int i = 0; i < offsets.length; i++) {
            head.putInt(4 * (FIRST_ARRAY + i), (int) offsets[i]);
        }
        cuda.copyToDevice(arena, head, 0, 4 * HEAD_WORDS, stream);
    }

    private void writeRows(int[][] rows, int positions) {
        ByteBuffer symbols = cuda.allocateHost(4 * positions);
        symbols.putInt(mark);
        for (int[] row : rows) {
            for (int id : row) {
                symbols.putInt(id);
            }
            symbols.putInt(mark);
        }
        cuda.copyToDevice(arena + offsets[0], symbols, 0, 4 * positions, stream);
        ByteBuffer masks = cuda.allocateHost(2 * (mark + 1));
        for (int id = 0; id <= mark; id++) {
            masks.putShort(rule.mask(rule.traits(id)));
        }
        cuda.copyToDevice(arena + offsets[2], masks, 0, masks.capacity(), stream);
        cuda.fill(arena + offsets[6], (byte) 0, 8L * FORBIDDEN_SLOTS, stream);
        cuda.synchronize(stream);
    }

    /** Merges until no pair is left or the number of merges is reached. */
    List<Step> merge() {
        List<Step> steps = new ArrayList<>();
        count();
        while (steps.size() < most) {
            best();
            int count = head.getInt(4 * COUNT);
            if (count == 0) {
                break;
            }
            int left = head.getInt(12);
            int right = head.getInt(16);
            byte[] joined = joined(bytes(left), bytes(right));
            if (!rule.allows(traits(left), traits(right), joined)) {
                forbid(left, right);
                continue;
            }
            steps.add(new Step(text(bytes(left)), text(bytes(right)), count));
            replace(symbol(joined, left, right));
            count();
        }
        return steps;
    }

    private void count() {
        fill(3, (byte) 0, 8L * slots);
        fill(4, (byte) 0, 4L * slots);
        fill(5, (byte) 0xff, 4L * slots);
        launch("millrace_pairs_count", 2);
    }

    private void best() {
        cuda.fill(arena + 4 * BEST, (byte) 0, 8, stream);
        launch("millrace_pairs_best", 2);
        cuda.launch(cuda.function(module, "millrace_pairs_take"), 1, 1, 0, stream, parameters);
        readHead();
    }

    private void replace(int symbol) {
        head.putInt(4 * MERGED, symbol);
        cuda.copyToDevice(arena, head, 0, 4 * HEAD_WORDS, stream);
        fill(7, (byte) 0, 4L * (length / 32 + 1));
        int blocks = (length + 8191) / 8192;
        launch("millrace_pairs_mark", 2);
        launch("millrace_pairs_sum", blocks);
        launch("millrace_pairs_scan", 1);
        launch("millrace_pairs_compact", blocks);
        readHead();
        length = head.getInt(4 * NEW_LENGTH);
        int from = head.getInt(4 * FROM);
        head.putInt(4 * LENGTH, length).putInt(4 * FROM, head.getInt(4 * TO)).putInt(4 * TO, from);
        cuda.copyToDevice(arena, head, 0, 4 * HEAD_WORDS, stream);
    }

    private void launch(String kernel, int blocks) {
        cuda.launch(cuda.function(module, kernel), blocks, LaunchPlan.THREADS, 0, stream, parameters);
    }

    private void fill(int array, byte value, long bytes) {
        cuda.fill(arena + offsets[array], value, bytes, stream);
    }

    private void readHead() {
        cuda.copyToHost(told, 0, arena, 4 * HEAD_WORDS, stream);
        cuda.synchronize(stream);
        head.put(0, told, 0, 4 * HEAD_WORDS);
    }

    private void forbid(int left, int right) {
        long key = ((long) left << 32 | right) + 1;
        int slot = (int) (key * MULTIPLIER >>> 32) & FORBIDDEN_SLOTS - 1;
        while (forbidden[slot] != 0) {
            slot = slot + 1 & FORBIDDEN_SLOTS - 1;
        }
        forbidden[slot] = key;
        ByteBuffer word = cuda.allocateHost(8).putLong(0, key);
        cuda.copyToDevice(arena + offsets[6] + 8L * slot, word, 0, 8, stream);
    }

    private int symbol(byte[] bytes, int left, int right) {
        int known = tokens.find(bytes, 0, bytes.length);
        if (known >= 0) {
            return known;
        }
        int fresh = mark + 1 + newTokens.size();
        Integer made = numbers.putIfAbsent(text(bytes), fresh);
        if (made != null) {
            return made;
        }
        newTraits.add(rule.joined(traits(left), traits(right)));
        newTokens.add(bytes);
        ByteBuffer mask = cuda.allocateHost(2).putShort(0, rule.mask(traits(fresh)));
        cuda.copyToDevice(arena + offsets[2] + 2L * fresh, mask, 0, 2, stream);
        return fresh;
    }

    private int traits(int symbol) {
        return symbol <= mark ? rule.traits(symbol) : newTraits.get(symbol - mark - 1);
    }

    private byte[] bytes(int symbol) {
        return symbol < mark ? tokens.bytes(symbol) : newTokens.get(symbol - mark - 1);
    }

    private static byte[] joined(byte[] left, byte[] right) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(left);
        both.writeBytes(right);
        return both.toByteArray();
    }

    /** Bytes as text, one character each. */
    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** The rows, as the texts of their tokens. */
    List<List<String>> rows() {
        ByteBuffer symbols = cuda.allocateHost(4 * length);
        cuda.copyToHost(symbols, 0, arena + head.getInt(4 * FROM), 4 * length, stream);
        cuda.synchronize(stream);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i + 1 < length; i++) {
            int symbol = symbols.getInt(4 * i);
            if (symbol == mark) {
                rows.add(new ArrayList<>());
            } else {
                rows.get(rows.size() - 1).add(text(bytes(symbol)));
            }
        }
        return rows;
    }

    /** Tokens that are left. */
    int tokensLeft() {
        return rows().stream().mapToInt(List::size).sum();
    }
}

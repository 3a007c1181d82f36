package dev.millrace.tokenizer.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the {@code precompiled_charsmap} of a {@code Precompiled} normalizer: a double-array trie and what it points to. */
public final class CharsMap {
    private static final class Node {
        final SortedMap<Integer, Node> children = new TreeMap<>();
        int value = -1;
    }

    private int[] units = new int[1024];
    private boolean[] used = new boolean[1024];

    private CharsMap() {}

    /** The map that replaces the keys, which must not be empty, by their values; both without NUL. */
    public static String of(Map<String, String> replacements) {
        Node root = new Node();
        ByteArrayOutputStream normalized = new ByteArrayOutputStream();
        replacements.forEach((key, value) -> {
            Node node = root;
            for (byte b : key.getBytes(UTF_8)) {
                node = node.children.computeIfAbsent(b & 0xFF, label -> new Node());
            }
            node.value = normalized.size();
            normalized.writeBytes(value.getBytes(UTF_8));
            normalized.write(0);
        });
        CharsMap map = new CharsMap();
        map.used[0] = true;
        map.place(root, 0);
        int size = map.units.length;
        ByteBuffer out = ByteBuffer.allocate(4 + 4 * size + normalized.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(4 * size);
        for (int unit : map.units) {
            out.putInt(unit);
        }
        out.put(normalized.toByteArray());
        return Base64.getEncoder().encodeToString(out.array());
    }

    /** A few seeded replacements of the kinds that real maps have. */
    static String next(Random random) {
        String[] keys = {
            "a",
            "\u00E9",
            "e\u0301",
            "\uFF21",
            "\u3000",
            "\u00A0",
            "\t",
            "\u200B",
            "\uFB01",
            "\u1100",
            "\uAC00",
            "\u0301",
            "\u2581",
            "\r",
            "\u00BD",
            "\u0915",
            "\uD83D\uDE00",
            "a\u0301",
            "\u2460",
            "\r\n"
        };
        String[] values = {"b", "A", " ", "", "fi", "1\u20442", "xyz", "\u0301", "e", "\u00E9"};
        Map<String, String> map = new TreeMap<>();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            map.put(keys[random.nextInt(keys.length)], values[random.nextInt(values.length)]);
        }
        return of(map);
    }

    private void place(Node node, int at) {
        int base = base(node);
        units[at] |= (at ^ base) << 10;
        if (node.value >= 0) {
            units[at] |= 1 << 8;
            units[base] = node.value | 1 << 31;
            used[base] = true;
        }
        node.children.keySet().forEach(label -> {
            units[base ^ label] = label;
            used[base ^ label] = true;
        });
        node.children.forEach((label, child) -> place(child, base ^ label));
    }

    /** A block of units where those of the value and of the children are free. */
    private int base(Node node) {
        for (int base = 1; ; base++) {
            int end = (base | 0xFF) + 1;
            if (end > units.length) {
                units = Arrays.copyOf(units, 2 * end);
                used = Arrays.copyOf(used, 2 * end);
            }
            int candidate = base;
            boolean free = !used[base] && node.children.keySet().stream().noneMatch(label -> used[candidate ^ label]);
            if (free) {
                return base;
            }
        }
    }
}

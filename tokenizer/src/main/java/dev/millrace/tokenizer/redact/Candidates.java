package dev.millrace.tokenizer.redact;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * What the rules have found: spans of characters with their types. What overlaps becomes one span over all of it, of the
 * type that comes first in {@link IdentifierType}: nothing that a rule has found stays in the text.
 *
 * <p><b>Thread safety:</b> none; one per document.
 */
final class Candidates {
    /** Start in the high 32 bits, then 26 bits of length, then six of the type's rank: sorts by start. */
    private long[] found = new long[16];

    private int size;

    private static final int TYPE_BITS = 6;
    private static final int MAX_LENGTH = (1 << 26) - 1;

    /** Adds {@code [from, to)}. */
    void add(int from, int to, IdentifierType type) {
        if (to <= from || to - from > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a span must have 1 to " + MAX_LENGTH + " characters, got " + (to - from));
        }
        if (size == found.length) {
            found = Arrays.copyOf(found, 2 * size);
        }
        found[size++] = (long) from << 32 | (long) (to - from) << TYPE_BITS | type.rank();
    }

    /** Forgets spans of other types. */
    void retain(Predicate<IdentifierType> types) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (types.test(type(i))) {
                found[kept++] = found[i];
            }
        }
        size = kept;
    }

    /** Joins what overlaps, after which the spans are in order and apart. */
    void join() {
        Arrays.sort(found, 0, size);
        int joined = 0;
        for (int i = 0; i < size; i++) {
            if (joined > 0 && start(i) < end(joined - 1)) {
                int from = start(joined - 1);
                int to = Math.max(end(joined - 1), end(i));
                if (to - from > MAX_LENGTH) {
                    throw new IllegalStateException(
                            "an identifier must have at most " + MAX_LENGTH + " characters, got " + (to - from));
                }
                long type = Math.min(found[joined - 1] & ((1 << TYPE_BITS) - 1), found[i] & ((1 << TYPE_BITS) - 1));
                found[joined - 1] = (long) from << 32 | (long) (to - from) << TYPE_BITS | type;
            } else {
                found[joined++] = found[i];
            }
        }
        size = joined;
    }

    int size() {
        return size;
    }

    int start(int i) {
        return (int) (found[i] >>> 32);
    }

    int end(int i) {
        return start(i) + (int) (found[i] >>> TYPE_BITS & MAX_LENGTH);
    }

    IdentifierType type(int i) {
        return IdentifierType.ofRank((int) found[i] & (1 << TYPE_BITS) - 1);
    }
}

package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The four normalization forms of Unicode Standard Annex 15.
 *
 * <p>Text is copied as it stands up to the first character that could change; from the last safe boundary before it to
 * the next one after it, characters are decomposed, put into canonical order and, for NFC and NFKC, composed again. A
 * safe boundary is a starter that neither decomposes nor composes with what is before it.
 */
public enum UnicodeForm implements Normalizer {
    /** Canonical composition. */
    NFC(false, true, NormalizationData.NFC_MAYBE),
    /** Canonical decomposition. */
    NFD(false, false, NormalizationData.CANONICAL),
    /** Compatibility composition. */
    NFKC(true, true, NormalizationData.NFKC_MAYBE),
    /** Compatibility decomposition. */
    NFKD(true, false, NormalizationData.COMPATIBLE);

    private static final NormalizationData DATA = NormalizationData.INSTANCE;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final boolean compatibility;
    private final boolean composed;
    /** Flags of characters that may change. */
    private final int maybe;

    UnicodeForm(boolean compatibility, boolean composed, int maybe) {
        this.compatibility = compatibility;
        this.composed = composed;
        this.maybe = maybe;
    }

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return firstSuspect(text, from, to) < 0;
    }

    @Override
    public void apply(NormalizedText text) {
        byte[] bytes = text.bytes();
        int length = text.length();
        int suspect = firstSuspect(bytes, 0, length);
        if (suspect < 0) {
            return;
        }
        Slice slice = text.slice();
        text.begin();
        int done = 0;
        while (suspect >= 0) {
            int start = boundaryBefore(bytes, done, suspect);
            int end = boundaryAfter(bytes, suspect, length);
            text.copy(start);
            slice.rewrite(this, bytes, start, end, text);
            text.dropTo(end);
            done = end;
            suspect = firstSuspect(bytes, end, length);
        }
        text.copy(length);
        text.commit();
    }

    /** The first character from {@code i} that may change, or -1; marks in canonical order may not. */
    private int firstSuspect(byte[] text, int i, int to) {
        int lastClass = 0;
        while (i < to) {
            if (text[i] >= 0) {
                i = skipAscii(text, i + 1, to);
                lastClass = 0;
                continue;
            }
            int c = CodePoints.at(text, i, to);
            int flags = DATA.flags(c);
            if ((flags & maybe) != 0) {
                return i;
            }
            int class_ = 0;
            if ((flags & NormalizationData.NONSTARTER) != 0) {
                class_ = DATA.combiningClass(c);
                if (class_ < lastClass) {
                    return i;
                }
            }
            lastClass = class_;
            i += CodePoints.length(c);
        }
        return -1;
    }

    /** ASCII is the same in every form; this is all that most text costs. */
    private static int skipAscii(byte[] text, int from, int to) {
        int i = from;
        while (i + 8 <= to && ((long) LONGS.get(text, i) & HIGH_BITS) == 0) {
            i += 8;
        }
        while (i < to && text[i] >= 0) {
            i++;
        }
        return i;
    }

    private int boundaryBefore(byte[] text, int from, int i) {
        while (i > from) {
            int c = CodePoints.before(text, from, i);
            i -= CodePoints.length(c);
            if (isBoundary(c)) {
                break;
            }
        }
        return i;
    }

    private int boundaryAfter(byte[] text, int i, int to) {
        do {
            i += CodePoints.length(CodePoints.at(text, i, to));
        } while (i < to && !isBoundary(CodePoints.at(text, i, to)));
        return i;
    }

    private boolean isBoundary(int c) {
        return (DATA.flags(c) & (maybe | NormalizationData.NONSTARTER)) == 0;
    }

    /** A stretch between two safe boundaries; scratch of one text. */
    static final class Slice {
        private final int[] decomposition = new int[32];
        private int[] codePoints = new int[32];
        private int[] changes = new int[32];
        private int[] classes = new int[32];
        private int size;

        void rewrite(UnicodeForm form, byte[] text, int from, int to, NormalizedText out) {
            size = 0;
            for (int i = from; i < to; ) {
                int c = CodePoints.at(text, i, to);
                int n = DATA.decompose(c, form.compatibility, decomposition);
                for (int k = 0; k < n; k++) {
                    append(decomposition[k], k == 0 ? 0 : 1);
                }
                i += CodePoints.length(c);
            }
            order();
            if (form.composed) {
                compose();
            }
            for (int i = 0; i < size; i++) {
                out.emit(codePoints[i], changes[i]);
            }
        }

        private void append(int c, int change) {
            if (size == codePoints.length) {
                codePoints = Arrays.copyOf(codePoints, 2 * size);
                changes = Arrays.copyOf(changes, 2 * size);
                classes = Arrays.copyOf(classes, 2 * size);
            }
            codePoints[size] = c;
            changes[size] = change;
            classes[size++] = DATA.combiningClass(c);
        }

        /** Sorts each run of nonstarters by class; characters of one class keep their order. */
        private void order() {
            for (int from = 0, to; from < size; from = to) {
                to = from + 1;
                if (classes[from] != 0) {
                    while (to < size && classes[to] != 0) {
                        to++;
                    }
                    if (to - from <= 16) {
                        insertionSort(from, to);
                    } else {
                        countingSort(from, to);
                    }
                }
            }
        }

        private void insertionSort(int from, int to) {
            for (int i = from + 1; i < to; i++) {
                int c = codePoints[i];
                int change = changes[i];
                int class_ = classes[i];
                int at = i;
                for (; at > from && classes[at - 1] > class_; at--) {
                    codePoints[at] = codePoints[at - 1];
                    changes[at] = changes[at - 1];
                    classes[at] = classes[at - 1];
                }
                codePoints[at] = c;
                changes[at] = change;
                classes[at] = class_;
            }
        }

        /** Linear, so that a document of marks alone is no trap. */
        private void countingSort(int from, int to) {
            int[] at = new int[257];
            for (int i = from; i < to; i++) {
                at[classes[i] + 1]++;
            }
            for (int k = 0; k < 256; k++) {
                at[k + 1] += at[k];
            }
            int[] c = Arrays.copyOfRange(codePoints, from, to);
            int[] change = Arrays.copyOfRange(changes, from, to);
            int[] class_ = Arrays.copyOfRange(classes, from, to);
            for (int i = 0; i < c.length; i++) {
                int place = from + at[class_[i]]++;
                codePoints[place] = c[i];
                changes[place] = change[i];
                classes[place] = class_[i];
            }
        }

        /** Composes in place: a mark joins the last starter unless one of its own class or higher is between. */
        private void compose() {
            int out = 0;
            int starter = -1;
            int lastClass = -1;
            for (int i = 0; i < size; i++) {
                int class_ = classes[i];
                if (starter >= 0 && lastClass < class_) {
                    int composite = DATA.compose(codePoints[starter], codePoints[i]);
                    if (composite >= 0) {
                        codePoints[starter] = composite;
                        changes[starter] += changes[i] - 1;
                        continue;
                    }
                }
                codePoints[out] = codePoints[i];
                changes[out] = changes[i];
                classes[out] = class_;
                if (class_ == 0) {
                    starter = out;
                    lastClass = -1;
                } else {
                    lastClass = class_;
                }
                out++;
            }
            size = out;
        }
    }
}

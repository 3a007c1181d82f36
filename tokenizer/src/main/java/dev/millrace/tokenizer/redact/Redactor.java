package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds structured identifiers in documents and replaces them as a policy says.
 *
 * <pre>{@code
 * Redactor redactor = new Redactor(RedactionPolicy.tags());
 * RedactedText text = redactor.redact(bytes, 0, bytes.length);
 * }</pre>
 *
 * <p><b>Thread safety:</b> immutable; share one among all threads. A call needs about the length of the document in
 * scratch memory, and time linear in it.
 */
public final class Redactor {
    /** Prefixes of postal codes whose areas had at most 20,000 people in the census of 2000. */
    private static final Set<String> SMALL_AREAS = Set.of(
            "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884",
            "890", "893");

    private static final int ZIP_DIGITS = 3;
    private static final int YEAR_DIGITS = 4;

    private final RedactionPolicy policy;

    /** A redactor that follows {@code policy}. */
    public Redactor(RedactionPolicy policy) {
        this.policy = policy;
    }

    /** Redacts the document {@code source[from, to)}, which need not be well-formed UTF-8 and must not be changed. */
    public RedactedText redact(byte[] source, int from, int to) {
        FoldedText text = new FoldedText(source, from, to);
        Candidates found = find(text);
        int size = found.size();
        int[] starts = new int[size];
        int[] ends = new int[size];
        IdentifierType[] types = new IdentifierType[size];
        byte[][] replacements = new byte[size][];
        Surrogates surrogates = policy.surrogates();
        for (int i = 0; i < size; i++) {
            starts[i] = found.start(i);
            ends[i] = found.end(i);
            types[i] = found.type(i);
            replacements[i] = replacement(text, found.start(i), found.end(i), found.type(i), surrogates);
        }
        text.toStarts(starts, size);
        text.toEnds(ends, size);
        return RedactedText.of(source, from, to, starts, ends, types, replacements);
    }

    private Candidates find(FoldedText text) {
        Candidates found = new Candidates();
        Labels labels = new Labels(text);
        new AddressFinder(text, labels, found, policy.of(IdentifierType.URL) != Treatment.KEEP).find();
        new NumberFinder(text, labels, found).find();
        new DateFinder(text, labels, found).find();
        new CodeFinder(text, labels, found).find();
        new LabelledFinder(text, labels, found).find();
        found.retain(type -> policy.of(type) != Treatment.KEEP);
        found.join();
        return found;
    }

    /** What replaces the characters {@code [from, to)}; an empty array stands for a mask of the same length in bytes. */
    private byte[] replacement(
            FoldedText text, int from, int to, IdentifierType type, @Nullable Surrogates surrogates) {
        return switch (policy.of(type)) {
            case MASK -> RedactedText.MASKED;
            case SURROGATE -> {
                if (surrogates == null) {
                    throw new IllegalStateException("surrogates must have a key");
                }
                yield surrogates.of(type, text, from, to);
            }
            case YEAR -> tag(type, year(text, from, to));
            case ZIP3 -> tag(type, area(text, from, to));
            case TAG, KEEP -> type.tag().getBytes(US_ASCII);
        };
    }

    private static byte[] tag(IdentifierType type, String kept) {
        String tag = kept.isEmpty() ? type.tag() : "<" + type.name() + ":" + kept + ">";
        return tag.getBytes(US_ASCII);
    }

    /** The four digits of a date that are its year; nothing if there are none. */
    private static String year(FoldedText text, int from, int to) {
        for (int i = from; i < to; i++) {
            int end = i;
            while (end < to && FoldedText.digit(text.at(end)) >= 0) {
                end++;
            }
            boolean compact = end - i >= 8 && isYear(digits(text, i, YEAR_DIGITS));
            if ((end - i == YEAR_DIGITS || compact) && isYear(digits(text, i, YEAR_DIGITS))) {
                return digits(text, i, YEAR_DIGITS);
            }
            i = end;
        }
        return "";
    }

    private static boolean isYear(String digits) {
        return digits.compareTo("1800") >= 0 && digits.compareTo("2100") <= 0;
    }

    private static String area(FoldedText text, int from, int to) {
        if (to - from < ZIP_DIGITS) {
            return "";
        }
        String area = digits(text, from, ZIP_DIGITS);
        return SMALL_AREAS.contains(area) ? "000" : area;
    }

    private static String digits(FoldedText text, int from, int count) {
        byte[] digits = new byte[count];
        for (int i = 0; i < count; i++) {
            digits[i] = (byte) ('0' + Math.max(0, FoldedText.digit(text.at(from + i))));
        }
        return new String(digits, US_ASCII);
    }
}

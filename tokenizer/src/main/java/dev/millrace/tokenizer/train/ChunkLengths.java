package dev.millrace.tokenizer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A distribution of lengths in characters: ranges with weights, uniform within a range.
 *
 * @param ranges at least one
 */
public record ChunkLengths(List<Range> ranges) {
    /** The distribution of the supertoken tokenizers; its published weights sum to 1.1, weights here need no sum. */
    public static final ChunkLengths SUPERTOKENS =
            parse("4-5:44,6-7:91,8-9:146,10-11:171,12-13:185,14-15:171,16-17:146,18-19:91,20-21:44,22-23:11");

    /**
     * Lengths {@code min} to {@code max}, drawn with a weight.
     *
     * @param min at least 1
     * @param max at least {@code min}
     * @param weight positive
     */
    public record Range(int min, int max, double weight) {
        /** Checks the bounds. */
        public Range {
            if (min < 1 || max < min || !(weight > 0)) {
                throw new IllegalArgumentException("a range must be MIN-MAX:WEIGHT with 1 <= MIN <= MAX and a positive"
                        + " weight, got " + min + "-" + max + ":" + weight);
            }
        }
    }

    /** Copies the list. */
    public ChunkLengths {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a distribution of lengths must have a range, but has none");
        }
    }

    /**
     * Reads {@code MIN-MAX:WEIGHT,…}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static ChunkLengths parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : List.of(text.split(",", -1))) {
            List<String> numbers = List.of(part.split("[-:]", -1));
            try {
                ranges.add(new Range(
                        Integer.parseInt(numbers.get(0)),
                        Integer.parseInt(numbers.get(1)),
                        Double.parseDouble(numbers.get(2))));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IllegalArgumentException("lengths must be MIN-MAX:WEIGHT, got " + part, e);
            }
        }
        return new ChunkLengths(ranges);
    }

    /** Draws the length of the next chunk, of which {@code remaining} characters are left. */
    int draw(RandomGenerator random, int remaining) {
        double total = 0;
        for (Range range : ranges) {
            total += range.weight();
        }
        double at = random.nextDouble() * total;
        Range chosen = ranges.get(ranges.size() - 1);
        for (Range range : ranges) {
            at -= range.weight();
            if (at < 0) {
                chosen = range;
                break;
            }
        }
        return remaining < chosen.min()
                ? remaining
                : random.nextInt(chosen.min(), Math.min(chosen.max(), remaining) + 1);
    }
}

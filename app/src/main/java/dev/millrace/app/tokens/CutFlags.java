package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.train.ChunkLengths;
import dev.millrace.tokenizer.train.PreTokenization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options of {@code millrace train} that say how documents are cut into pieces. */
final class CutFlags {
    @ArgGroup
    private final Cut cut = new Cut();

    private static final class Cut {
        @Option(
                names = "--pre-tokenizer",
                paramLabel = "NAME",
                description = "How text is cut into pieces that merges stay within: gpt2 (the default), cl100k, o200k, "
                        + "qwen2, or none.")
        private @Nullable String name;

        @Option(
                names = "--pattern",
                paramLabel = "REGEX",
                description = "An expression whose matches are pieces, in place of --pre-tokenizer.")
        private @Nullable String pattern;

        @Option(
                names = "--chunks",
                paramLabel = "LENGTHS",
                description = "Learn from random chunks of so many characters, MIN-MAX:WEIGHT,… or 'supertokens', and "
                        + "encode texts whole.")
        private @Nullable String chunks;

        @Option(
                names = "--bytes",
                description = "Documents are bytes, not text: nothing is cut, and the file spells byte b as U+00b.")
        private boolean bytes;
    }

    @Option(
            names = "--blocks",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "With --bytes, cut documents into blocks of so many bytes, which merges stay within; what is "
                    + "learnt encodes documents whole. Default: 0, do not.")
    private int blockBytes;

    @Option(
            names = "--max-blocks",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of a document with more blocks, learn from N of them, those with the smallest hashes. "
                    + "Default: 0, all.")
    private int maxBlocks;

    @Option(names = "--seed", paramLabel = "N", description = "What --chunks and --topic draw lots with. Default: 0.")
    private @Nullable Long seed;

    @Option(
            names = "--digits",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Cut numbers into groups of N digits from the right, before anything else. Default: 0, do not.")
    private int digits;

    @Option(
            names = "--fractions-from-left",
            description = "With --digits, group the digits behind a decimal point from the left. No tokenizer.json can "
                    + "say that: millrace.json is written, which Millrace alone loads.")
    private boolean fractionsFromLeft;

    boolean bytes() {
        return cut.bytes;
    }

    long seed() {
        return seed == null ? 0 : seed;
    }

    /** Refuses a seed with which no lots are drawn; {@code isSampled}: whether documents are drawn from a topic. */
    void checkSeed(boolean isSampled) {
        UsageException.requireCompanion(
                "--seed", "--chunks or --topic", seed == null || isSampled || cut.chunks != null);
    }

    /**
     * How documents are cut.
     *
     * @throws IllegalArgumentException if there is no such way
     * @throws UsageException if options contradict each other
     */
    PreTokenization preTokenization() {
        if (fractionsFromLeft && digits == 0) {
            throw new UsageException("--fractions-from-left must go with --digits, which is not given");
        }
        if (blockBytes == 0 ? maxBlocks != 0 : !cut.bytes) {
            throw new UsageException("--blocks must come with --bytes, and --max-blocks with --blocks");
        }
        PreTokenization chosen;
        if (cut.bytes) {
            chosen = blockBytes == 0 ? PreTokenization.NONE : PreTokenization.blocks(blockBytes, maxBlocks);
        } else if (cut.chunks != null) {
            chosen = PreTokenization.randomChunks(
                    cut.chunks.equals("supertokens") ? ChunkLengths.SUPERTOKENS : ChunkLengths.parse(cut.chunks),
                    seed());
        } else if (cut.pattern != null) {
            chosen = PreTokenization.ofPattern(cut.pattern);
        } else {
            chosen = PreTokenization.named(cut.name == null ? "gpt2" : cut.name);
        }
        return digits == 0 ? chosen : chosen.withDigitGroups(digits, fractionsFromLeft);
    }
}

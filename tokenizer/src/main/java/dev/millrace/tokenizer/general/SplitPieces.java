package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;

/**
 * Splits at the matches of a pattern. The text is seen as a chain of stretches, each a match or what lies between two
 * matches; a behavior decides which of them are dropped or joined, which takes a look at one stretch ahead.
 */
final class SplitPieces extends Pieces {
    private final Pattern pattern;
    private final SplitBehavior behavior;
    private final boolean inverted;

    private int start;
    private int end;
    private boolean documentStart;
    /** Where the search for the next match continues. */
    private int searchAt;
    /** End of the stretch seen last. */
    private int stretchEnd;
    /** A match that was found while the stretch before it was returned; -1 if none. */
    private int matchStart;

    private int matchEnd;

    /** The stretch ahead, if {@link #hasAhead}. */
    private boolean hasAhead;

    private int aheadFrom;
    private int aheadTo;
    private boolean aheadMatches;

    SplitPieces(Pattern pattern, SplitBehavior behavior, boolean inverted) {
        this.pattern = pattern;
        this.behavior = behavior;
        this.inverted = inverted;
    }

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        text = source;
        this.start = start;
        this.end = end;
        this.documentStart = documentStart;
        searchAt = start;
        stretchEnd = start;
        matchStart = -1;
        lookAhead();
    }

    @Override
    boolean next() {
        do {
            if (!hasAhead) {
                return false;
            }
            from = aheadFrom;
            to = aheadTo;
            boolean matches = aheadMatches;
            lookAhead();
            join(matches);
        } while (from == to);
        atDocumentStart = documentStart && from == start;
        return true;
    }

    private void join(boolean matches) {
        switch (behavior) {
            case REMOVED -> to = matches ? from : to;
            case ISOLATED -> {}
            case CONTIGUOUS -> {
                while (hasAhead && aheadMatches == matches) {
                    take();
                }
            }
            case MERGED_WITH_PREVIOUS -> {
                if (!matches && hasAhead && aheadMatches) {
                    take();
                }
            }
            case MERGED_WITH_NEXT -> {
                if (matches && hasAhead && !aheadMatches) {
                    take();
                }
            }
        }
    }

    private void take() {
        to = aheadTo;
        lookAhead();
    }

    /** Finds the next stretch. */
    private void lookAhead() {
        if (matchStart < 0) {
            findMatch();
        }
        if (matchStart > stretchEnd) {
            ahead(stretchEnd, matchStart, false);
        } else if (matchStart >= 0) {
            ahead(matchStart, matchEnd, true);
            matchStart = -1;
        } else {
            hasAhead = stretchEnd < end;
            if (hasAhead) {
                ahead(stretchEnd, end, false);
            }
        }
    }

    private void ahead(int from, int to, boolean matches) {
        hasAhead = true;
        aheadFrom = from;
        aheadTo = to;
        aheadMatches = matches != inverted;
        stretchEnd = to;
    }

    /** An empty match counts, unless it touches the match before it. */
    private void findMatch() {
        while (searchAt <= end) {
            long match = pattern.find(text, start, end, searchAt);
            if (match < 0) {
                searchAt = end + 1;
                return;
            }
            matchStart = (int) (match >>> 32);
            matchEnd = (int) match;
            searchAt = matchEnd;
            if (matchStart < matchEnd) {
                return;
            }
            searchAt += matchEnd < end ? CodePoints.length(CodePoints.at(text, matchEnd, end)) : 1;
            if (matchStart > stretchEnd || matchStart == start) {
                return;
            }
            matchStart = -1;
        }
    }
}

package dev.millrace.tokenizer.redact;

/** Finds identifiers without a form of their own, which only a label before them tells: records, accounts, serials ... */
final class LabelledFinder {
    private static final int LONGEST = 40;
    private static final int LONGEST_PLATE = 8;

    private final FoldedText text;
    private final Labels labels;
    private final Candidates found;

    LabelledFinder(FoldedText text, Labels labels, Candidates found) {
        this.text = text;
        this.labels = labels;
        this.found = found;
    }

    void find() {
        for (int label = 0; label < labels.size(); label++) {
            IdentifierType type = labels.type(label);
            switch (type) {
                case MRN, ACCOUNT, HEALTH_PLAN, LICENCE, ID -> value(label, 4);
                case DEVICE -> value(label, 3);
                case VEHICLE -> {
                    value(label, 4);
                    plate(labels.valueStart(labels.end(label)));
                }
                default -> {} // numbers, which have finders of their own
            }
        }
        numbered();
    }

    private void value(int label, int leastDigits) {
        int start = labels.valueStart(labels.end(label));
        int end = valueEnd(start);
        int digits = 0;
        int genuine = 0;
        for (int i = start; i < end; i++) {
            digits += FoldedText.digit(text.at(i)) >= 0 ? 1 : 0;
            genuine += FoldedText.isDigit(text.at(i)) ? 1 : 0;
        }
        if (digits >= leastDigits && genuine >= 2) {
            found.add(start, end, labels.type(label));
        }
    }

    /** {@code #} and at least five digits. */
    private void numbered() {
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == '#') {
                int start = text.at(i + 1) == ' ' ? i + 2 : i + 1;
                int end = valueEnd(start);
                int genuine = 0;
                for (int k = start; k < end; k++) {
                    genuine += FoldedText.isDigit(text.at(k)) ? 1 : 0;
                }
                if (genuine >= 5) {
                    found.add(start, end, IdentifierType.ID);
                }
            }
        }
    }

    /**
     * Letters and digits with dashes, slashes and dots inside; a line may break after a dash, and groups of digits may
     * have a blank between them.
     */
    private int valueEnd(int start) {
        int end = start;
        while (end < start + LONGEST) {
            if (FoldedText.isWord(text.at(end))) {
                end++;
                continue;
            }
            int next = afterSign(end);
            if (next == end || end == start) {
                break;
            }
            end = next;
        }
        return end;
    }

    /** Where the value goes on after a sign at {@code at}, or {@code at} if it does not. */
    private int afterSign(int at) {
        byte c = text.at(at);
        byte next = text.at(at + 1);
        if (c == '-' || c == '_') {
            if (FoldedText.isWord(next)) {
                return at + 1;
            }
            int line = next == '\r' ? at + 2 : at + 1;
            return text.at(line) == '\n' && FoldedText.isWord(text.at(line + 1)) ? line + 1 : at;
        }
        if (c == '/' || c == '.') {
            return FoldedText.isDigit(next) && FoldedText.digit(text.at(at - 1)) >= 0 ? at + 1 : at;
        }
        return c == ' ' ? afterBlank(at) : at;
    }

    /** A blank between two groups of digits, of which the second has at least two and is no beginning of a date. */
    private int afterBlank(int at) {
        if (FoldedText.digit(text.at(at - 1)) < 0 || FoldedText.digit(text.at(at - 2)) < 0) {
            return at;
        }
        int start = at + 1;
        if (text.at(start) == '-') {
            start = text.at(start + 1) == ' ' ? start + 2 : start + 1;
        }
        int end = start;
        int genuine = 0;
        while (end < start + LONGEST && FoldedText.digit(text.at(end)) >= 0) {
            genuine += FoldedText.isDigit(text.at(end++)) ? 1 : 0;
        }
        byte after = text.at(end);
        boolean part = end - start >= 2 && 2 * genuine >= end - start && !FoldedText.isWord(after);
        boolean other = (after == '/' || after == '.' || after == ':' || after == '-')
                && FoldedText.digit(text.at(end + 1)) >= 0;
        return part && !other ? start : at;
    }

    /** Two to eight capitals and digits, of both kinds, in one or two groups. */
    private void plate(int start) {
        int end = plateGroup(start);
        int signs = end - start;
        boolean sign = text.at(end) == ' ' || text.at(end) == '-';
        int next = text.at(end) == '-' && text.at(end + 1) == '\n' ? end + 2 : end + 1;
        int second = sign ? plateGroup(next) : end;
        if (sign && second > next && signs + second - next <= LONGEST_PLATE) {
            end = second;
        }
        boolean digit = false;
        boolean letter = false;
        for (int i = start; i < end; i++) {
            digit |= FoldedText.isDigit(text.at(i));
            letter |= FoldedText.isUpper(text.at(i));
        }
        if (digit && (letter || end - start >= 4) && end - start <= LONGEST_PLATE + 2) {
            found.add(start, end, IdentifierType.VEHICLE);
        }
    }

    /** The end of a word of capitals and digits, or {@code start}. */
    private int plateGroup(int start) {
        int end = start;
        while (end <= start + LONGEST_PLATE
                && (FoldedText.isDigit(text.at(end)) || FoldedText.isUpper(text.at(end)) || text.at(end) == 'l')) {
            end++;
        }
        return FoldedText.isWord(text.at(end)) ? start : end;
    }
}

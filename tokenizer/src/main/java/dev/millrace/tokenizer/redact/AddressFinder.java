package dev.millrace.tokenizer.redact;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds addresses of the net: of the web, of mail, of version 4 and 6 of the Internet protocol, and of hardware. */
final class AddressFinder {
    private static final String HOSTS = " com org net edu gov mil int info io uk us ca de fr eu au health ";
    /** Those that are believed without a path after them. */
    private static final String BARE_HOSTS = " com org net edu gov ";

    private static final int LONGEST_HOST = 80;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 255;
    private static final int LONGEST_IPV6 = 45;
    private static final int LONGEST_SCHEME = 10;

    private final FoldedText text;
    private final Labels labels;
    private final Candidates found;
    private final boolean web;

    /** {@code web}: whether to look for web addresses, which hide what is in them. */
    AddressFinder(FoldedText text, Labels labels, Candidates found, boolean web) {
        this.web = web;
        this.text = text;
        this.labels = labels;
        this.found = found;
    }

    void find() {
        for (int i = 0; i < text.length(); ) {
            i = switch (text.at(i)) {
                case '@' -> mail(i, i + 1);
                case '(', '[' -> isSpelledAt(i) ? mail(i, i + 4) : i + 1;
                case ':' -> colon(i);
                case '.' -> web ? dot(i) : i + 1;
                case '/' -> web ? slash(i) : i + 1;
                default -> start(i);
            };
        }
    }

    private int start(int i) {
        if (FoldedText.isDigit(text.at(i)) && !FoldedText.isWord(text.at(i - 1))) {
            ipv4(i);
        }
        if ((isHex(text.at(i)) || FoldedText.digit(text.at(i)) >= 0)
                && !FoldedText.isWord(text.at(i - 1))
                && text.at(i - 1) != ':') {
            colons(i);
        }
        return i + 1;
    }

    // ---- mail

    private boolean isSpelledAt(int i) {
        return (text.at(i + 1) | 0x20) == 'a'
                && (text.at(i + 2) | 0x20) == 't'
                && text.at(i + 3) == (text.at(i) == '(' ? ')' : ']');
    }

    private int mail(int at, int after) {
        int localEnd = text.at(at - 1) == ' ' ? at - 1 : at;
        int start = localEnd;
        while (start > localEnd - LONGEST_LOCAL_PART && isLocal(text.at(start - 1))) {
            start--;
        }
        while (start < localEnd && !FoldedText.isWord(text.at(start)) && text.at(start) != '_') {
            start++;
        }
        int domain = text.at(after) == ' ' ? after + 1 : after;
        int end = domainEnd(domain);
        if (start < localEnd && end > domain) {
            found.add(start, end, IdentifierType.EMAIL);
            return end;
        }
        return after;
    }

    private static boolean isLocal(byte c) {
        return FoldedText.isWord(c) || "._%+-'".indexOf(c) >= 0;
    }

    /** The end of a host name with a dot in it, or {@code from}; one blank may be on each side of the last dot. */
    private int domainEnd(int from) {
        int end = from;
        int dot = -1;
        while (end < from + LONGEST_DOMAIN && isHost(text.at(end))) {
            if (text.at(end) == '.') {
                dot = end;
            }
            end++;
        }
        while (end > from && !FoldedText.isWord(text.at(end - 1))) {
            end--;
            dot = dot == end ? lastDot(from, end) : dot;
        }
        if (dot > from && isTopLevel(dot + 1, end)) {
            return end;
        }
        int next = text.at(end) == ' ' ? end + 1 : end;
        if (end > from && text.at(next) == '.') {
            int start = text.at(next + 1) == ' ' ? next + 2 : next + 1;
            int topEnd = letters(start);
            return isOneOf(HOSTS, start, topEnd) && !FoldedText.isWord(text.at(topEnd)) ? topEnd : from;
        }
        return from;
    }

    private int lastDot(int from, int end) {
        for (int i = end - 1; i > from; i--) {
            if (text.at(i) == '.') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isHost(byte c) {
        return FoldedText.isWord(c) || c == '.' || c == '-';
    }

    private boolean isTopLevel(int from, int to) {
        boolean letter = false;
        for (int i = from; i < to; i++) {
            letter |= !FoldedText.isDigit(text.at(i));
        }
        return letter && to - from >= 2;
    }

    private int letters(int from) {
        int end = from;
        while (end < from + 8 && FoldedText.isAsciiLetter(text.at(end))) {
            end++;
        }
        return end;
    }

    private boolean isOneOf(String names, int from, int to) {
        if (to - from < 2 || to - from > 6) {
            return false;
        }
        String name = new String(text.copy(from, to), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        return names.contains(" " + name + " ");
    }

    // ---- web

    private int colon(int i) {
        if (web && text.at(i + 1) == '/' && text.at(i + 2) == '/' && !FoldedText.isSpace(text.at(i + 3))) {
            int start = i;
            while (start > i - LONGEST_SCHEME && FoldedText.isWord(text.at(start - 1))) {
                start--;
            }
            return start < i ? web(start, i + 3) : i + 1;
        }
        if (text.at(i + 1) == ':' && !FoldedText.isWord(text.at(i - 1)) && text.at(i - 1) != ':') {
            colons(i);
        }
        return i + 1;
    }

    /** Adds the address that starts at {@code start} and goes on at {@code at}, and returns its end. */
    private int web(int start, int at) {
        int end = at;
        while (end < text.length() && isWeb(text.at(end))) {
            end++;
        }
        while (end > at && ".,;:!?'\")]}".indexOf(text.at(end - 1)) >= 0) {
            end--;
        }
        if (end == at) {
            return at;
        }
        found.add(start, end, IdentifierType.URL);
        return end;
    }

    private static boolean isWeb(byte c) {
        return c > ' ' && c != '<' && c != '>' && c != '"' || c < 0;
    }

    /** {@code www.example}, or {@code example.org} with nothing after it. */
    private int dot(int i) {
        if ((text.at(i - 1) | 0x20) == 'w'
                && (text.at(i - 2) | 0x20) == 'w'
                && (text.at(i - 3) | 0x20) == 'w'
                && !FoldedText.isWord(text.at(i - 4))
                && FoldedText.isWord(text.at(i + 1))) {
            return web(i - 3, i + 1);
        }
        int end = letters(i + 1);
        boolean ends = !FoldedText.isWord(text.at(end))
                && "-/@".indexOf(text.at(end)) < 0
                && !(text.at(end) == '.' && FoldedText.isWord(text.at(end + 1)));
        if (ends && isOneOf(BARE_HOSTS, i + 1, end)) {
            int start = hostStart(i);
            if (start < i) {
                found.add(start, end, IdentifierType.URL);
                return end;
            }
        }
        return i + 1;
    }

    /** {@code example.org/path}. */
    private int slash(int i) {
        int dot = i;
        while (dot > i - 7 && FoldedText.isAsciiLetter(text.at(dot - 1))) {
            dot--;
        }
        if (text.at(dot - 1) == '.' && isOneOf(HOSTS, dot, i) && FoldedText.isWord(text.at(i + 1))) {
            int start = hostStart(dot - 1);
            if (start < dot - 1) {
                return web(start, i + 1);
            }
        }
        return i + 1;
    }

    /** The start of a host name that has its last dot at {@code dot}, or {@code dot} if it belongs to something else. */
    private int hostStart(int dot) {
        int start = dot;
        while (start > dot - LONGEST_HOST && isHost(text.at(start - 1))) {
            start--;
        }
        while (start < dot && !FoldedText.isWord(text.at(start))) {
            start++;
        }
        return text.at(start - 1) == '@' || text.at(start - 1) == '/' ? dot : start;
    }

    // ---- hosts and hardware

    private void ipv4(int i) {
        int at = i;
        int gap = labels.endsAt(i) ? 1 : 0;
        for (int octet = 0; octet < 4; octet++) {
            int value = 0;
            int start = at;
            while (at < start + 3 && FoldedText.digit(text.at(at)) >= 0) {
                value = 10 * value + FoldedText.digit(text.at(at++));
            }
            if (at == start || value > 255) {
                return;
            }
            if (octet < 3) {
                if (text.at(at) != '.') {
                    return;
                }
                at += text.at(at + 1) == ' ' ? 1 + gap : 1;
            }
        }
        boolean longer = text.at(at) == '.' && FoldedText.isDigit(text.at(at + 1))
                || text.at(i - 1) == '.' && FoldedText.isDigit(text.at(i - 2));
        if (!longer && !FoldedText.isWord(text.at(at))) {
            found.add(i, at, IdentifierType.IP);
        }
    }

    private static boolean isHex(byte c) {
        return FoldedText.isDigit(c) || (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
    }

    /** An address of version 6, or of hardware: hexadecimal groups and colons, or dashes. */
    private void colons(int i) {
        if (hardware(i, (byte) ':') || hardware(i, (byte) '-')) {
            return;
        }
        int at = i;
        int groups = 0;
        int gaps = 0;
        boolean digit = false;
        while (at < i + LONGEST_IPV6) {
            int start = at;
            while (at < start + 4 && isHex(text.at(at))) {
                digit |= FoldedText.isDigit(text.at(at++));
            }
            groups += at > start ? 1 : 0;
            if (text.at(at) != ':' || at == start && at > i && text.at(at - 1) == ':' && text.at(at - 2) == ':') {
                break;
            }
            if (text.at(at + 1) == ':') {
                gaps++;
                at++;
            } else if (!isHex(text.at(at + 1))) {
                break;
            }
            at++;
        }
        boolean whole = gaps == 0 && groups == 8 || gaps == 1 && groups >= 1 && groups <= 7;
        if (whole && digit && !FoldedText.isWord(text.at(at))) {
            found.add(i, at, IdentifierType.IP);
        }
    }

    private boolean hardware(int i, byte sign) {
        int genuine = 0;
        for (int pair = 0; pair < 6; pair++) {
            int at = i + 3 * pair;
            byte one = text.at(at);
            byte other = text.at(at + 1);
            boolean read = (isHex(one) || FoldedText.digit(one) >= 0) && (isHex(other) || FoldedText.digit(other) >= 0);
            if (!read || pair < 5 && text.at(at + 2) != sign) {
                return false;
            }
            genuine += (isHex(one) ? 1 : 0) + (isHex(other) ? 1 : 0);
        }
        int end = i + 17;
        if (genuine < 8 || FoldedText.isWord(text.at(end)) || text.at(end) == sign) {
            return false;
        }
        found.add(i, end, IdentifierType.DEVICE);
        return true;
    }
}

package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Takes a character from the start and the end of tokens. A token that comes in parts goes through as it comes, if the
 * character is a single byte: what may be the end is held back.
 */
final class StripStage extends DecoderStage {
    private final Decoder.Sink next;
    private final int content;
    private final int start;
    private final int stop;
    /** Of a token in parts: what may still be taken from its start, and what of the character waits for the end. */
    private int left;

    private int waiting;

    StripStage(Decoder.Sink next, int content, int start, int stop) {
        super(next);
        this.next = next;
        this.content = content;
        this.start = start;
        this.stop = stop;
        left = start;
    }

    @Override
    void rewrite(byte[] token, boolean first) {
        int length = CodePoints.length(content);
        int from = 0;
        for (int n = 0; n < start && from < token.length; n++) {
            if (CodePoints.at(token, from, token.length) != content) {
                break;
            }
            from += length;
        }
        int to = token.length;
        for (int n = 0; n < stop && to > from; n++) {
            if (CodePoints.before(token, 0, to) != content) {
                break;
            }
            to -= length;
        }
        next.token(Arrays.copyOfRange(token, from, to));
    }

    @Override
    public void part(byte[] text) {
        if (content >= 0x80) {
            super.part(text);
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : text) {
            if (b != content) {
                left = 0;
                write(out, waiting);
                waiting = 0;
                out.write(b);
            } else if (left > 0) {
                left--;
            } else if (waiting < stop) {
                waiting++;
            } else {
                write(out, 1);
            }
        }
        next.part(out.toByteArray());
    }

    private void write(ByteArrayOutputStream out, int times) {
        for (int i = 0; i < times; i++) {
            out.write(content);
        }
    }
}

package dev.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Runs the command in this process, with buffers for its streams. */
public final class Cli {
    private Cli() {}

    /** What one command left behind. */
    public static final class Result {
        private final int code;
        private final byte[] out;
        private final String err;

        Result(int code, byte[] out, String err) {
            this.code = code;
            this.out = out;
            this.err = err;
        }

        /** The exit code. */
        public int code() {
            return code;
        }

        /** Standard output as bytes. */
        public byte[] bytes() {
            return out;
        }

        /** Standard output as text. */
        public String out() {
            return new String(out, UTF_8);
        }

        /** Lines of standard output. */
        public List<String> lines() {
            return out().lines().toList();
        }

        /** Standard error. */
        public String err() {
            return err;
        }

        @Override
        public String toString() {
            return "exit code " + code + "\n" + out() + "\n" + err;
        }
    }

    /** Runs a command without input. */
    public static Result run(String... arguments) {
        return runWith(new byte[0], arguments);
    }

    /** Runs a command with text on standard input. */
    public static Result runWith(String input, String... arguments) {
        return runWith(input.getBytes(UTF_8), arguments);
    }

    /** Runs a command with bytes on standard input. */
    public static Result runWith(byte[] input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(input), out, new PrintStream(err, true, UTF_8), false);
        int code = MillraceCommand.run(console, arguments);
        return new Result(code, out.toByteArray(), err.toString(UTF_8));
    }
}

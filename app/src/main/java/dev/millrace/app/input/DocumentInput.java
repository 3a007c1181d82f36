package dev.millrace.app.input;

import dev.millrace.app.console.Console;
import dev.millrace.app.console.Reasons;
import dev.millrace.tokenizer.EncodingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Hands out the documents of the files that a command line names, {@code -} being standard input. What cannot be read
 * is reported and counted, and the rest goes on.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class DocumentInput {
    /** The name of standard input on the command line. */
    public static final String STANDARD_INPUT = "-";

    private static final long MAX_DOCUMENT = Integer.MAX_VALUE - 8;

    private final Console console;
    private final DocumentForm form;
    private long index;
    private int failures;

    /** Takes one document. */
    @FunctionalInterface
    public interface Consumer {
        /**
         * Takes the document {@code src[from, to)}, which is only valid during the call.
         *
         * @throws EncodingException if this document cannot be encoded; it is reported and the next one comes
         * @throws MalformedDocumentException likewise, if it is not what the command expects
         * @throws IOException if the result cannot be written; that ends the command
         */
        void accept(Place place, byte[] src, int from, int to) throws IOException;
    }

    /**
     * Where a document stands.
     *
     * @param file as named on the command line
     * @param line number of the line in the file from 1; 0 if the document is the file
     * @param index number of the document from 0, over all files
     */
    public record Place(String file, long line, long index) {
        @Override
        public String toString() {
            return line == 0 ? file : file + ", line " + line;
        }
    }

    /** Reads documents of one form; standard input and messages go through {@code console}. */
    public DocumentInput(Console console, DocumentForm form) {
        this.console = console;
        this.form = form;
    }

    /** How many documents or files could not be read or encoded so far. */
    public int failures() {
        return failures;
    }

    /**
     * Hands all documents of {@code files} to {@code consumer}, in order.
     *
     * @throws IOException if {@code consumer} throws one
     */
    public void read(List<String> files, Consumer consumer) throws IOException {
        for (String file : files) {
            if (form == DocumentForm.FILES) {
                readWhole(file, consumer);
            } else {
                readLines(file, consumer);
            }
        }
    }

    private void readWhole(String file, Consumer consumer) throws IOException {
        byte[] content;
        try {
            content = file.equals(STANDARD_INPUT) ? console.in().readAllBytes() : readFile(file);
        } catch (IOException | InvalidPathException e) {
            complain(file + " cannot be read: " + reason(file, e));
            return;
        }
        hand(consumer, new Place(file, 0, index++), content, 0, content.length);
    }

    /** Java cannot name a file whose name is not of the locale's encoding: what is lost of it shows as U+FFFD. */
    private static String reason(String file, Exception failure) {
        boolean unspeakable = failure instanceof InvalidPathException
                || failure instanceof NoSuchFileException && file.indexOf('\uFFFD') >= 0;
        return unspeakable
                ? "its name is not in the locale's encoding; give it as standard input"
                : Reasons.of(failure);
    }

    private static byte[] readFile(String file) throws IOException {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException("it is a directory");
        }
        long size = Files.size(path);
        if (size > MAX_DOCUMENT) {
            throw new IOException("one document must have at most " + MAX_DOCUMENT + " bytes, but it has " + size
                    + " (--lines and --jsonl read files of any size)");
        }
        return Files.readAllBytes(path);
    }

    private void readLines(String file, Consumer consumer) throws IOException {
        try (InputStream in = open(file)) {
            LineReader lines = new LineReader(in, this::flush);
            long number = 0;
            while (nextLine(lines, file)) {
                Place place = new Place(file, ++number, index++);
                if (form == DocumentForm.JSONL) {
                    handJson(consumer, place, lines);
                } else {
                    hand(consumer, place, lines.buffer(), lines.from(), lines.to());
                }
            }
        }
    }

    private InputStream open(String file) {
        if (file.equals(STANDARD_INPUT)) {
            return new BufferedInputStream(console.in());
        }
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new IOException("it is a directory");
            }
            return Files.newInputStream(path);
        } catch (IOException | InvalidPathException e) {
            complain(file + " cannot be read: " + reason(file, e));
            return InputStream.nullInputStream();
        }
    }

    private boolean nextLine(LineReader lines, String file) {
        try {
            return lines.next();
        } catch (IOException e) {
            complain(file + " cannot be read further: " + Reasons.of(e));
            return false;
        }
    }

    private void flush() {
        try {
            console.out().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handJson(Consumer consumer, Place place, LineReader lines) throws IOException {
        byte[] content;
        try {
            content =
                    JsonDocument.parse(lines.buffer(), lines.from(), lines.to()).content();
        } catch (MalformedDocumentException e) {
            complain(place + ": " + e.getMessage());
            return;
        }
        hand(consumer, place, content, 0, content.length);
    }

    private void hand(Consumer consumer, Place place, byte[] src, int from, int to) throws IOException {
        try {
            consumer.accept(place, src, from, to);
        } catch (EncodingException | MalformedDocumentException e) {
            complain(place + ": " + e.getMessage());
        }
    }

    private void complain(String sentence) {
        failures++;
        console.complain(sentence);
    }
}

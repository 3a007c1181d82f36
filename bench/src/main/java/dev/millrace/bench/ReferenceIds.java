package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.vocab.TokenizerFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares what {@code millrace encode --special --template --jsonl} prints with the ids of the Hugging Face library,
 * which is slow: its ids are kept as one hash for each document.
 *
 * <p>{@code write TOKENIZER DOCUMENTS FILE} asks the library, {@code compare NAME FILE} reads what {@code millrace}
 * prints from standard input and exits with 1 if a document differs or is missing.
 */
public final class ReferenceIds {
    private static final JsonFactory JSON = new JsonFactory();

    private ReferenceIds() {}

    /** Runs one of the two commands. */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("write")) {
            write(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
        } else if (compare(arguments[1], Path.of(arguments[2])) > 0) {
            System.exit(1);
        }
    }

    private static void write(Path tokenizer, Path documents, Path file) throws IOException {
        EncodingOptions options =
                EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW).withTemplate(true);
        Encoder library = TokenizerFiles.loadWithLibrary(tokenizer).newEncoder(options);
        int[] ids = new int[1 << 16];
        try (JsonParser parser = JSON.createParser(Files.newBufferedReader(documents));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    byte[] text = parser.getText().getBytes(UTF_8);
                    library.begin(text, 0, text.length);
                    long hash = 0;
                    for (int n; (n = library.next(ids, 0, ids.length)) > 0; ) {
                        for (int i = 0; i < n; i++) {
                            hash = hash(hash, ids[i]);
                        }
                    }
                    out.writeLong(hash);
                }
            }
        }
    }

    /** Returns the number of documents that differ or are missing on one side. */
    private static long compare(String name, Path file) throws IOException {
        long documents = 0;
        long ids = 0;
        long differing = 0;
        long first = -1;
        try (DataInputStream expected = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
                JsonParser parser = JSON.createParser(System.in)) {
            while (parser.nextToken() != null) {
                long hash = 0;
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    if (parser.currentToken() == JsonToken.START_ARRAY) {
                        for (; parser.nextToken() != JsonToken.END_ARRAY; ids++) {
                            hash = hash(hash, parser.getIntValue());
                        }
                    }
                }
                if (isAtEnd(expected) || expected.readLong() != hash) {
                    first = differing++ == 0 ? documents : first;
                }
                documents++;
            }
            while (!isAtEnd(expected)) {
                expected.readLong();
                differing++;
            }
        }
        System.out.printf("| %s | %,d | %,d | %,d |%n", name, documents, ids, differing);
        if (first >= 0) {
            System.err.println(name + ": the first document that differs has index " + first);
        }
        return differing;
    }

    private static boolean isAtEnd(DataInputStream in) throws IOException {
        in.mark(8);
        try {
            in.readLong();
        } catch (EOFException end) {
            return true;
        }
        in.reset();
        return false;
    }

    private static long hash(long hash, int id) {
        long mixed = (hash ^ (id + 1)) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}

package dev.millrace.app.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentForm;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.app.input.MalformedDocumentException;
import dev.millrace.tokenizer.StreamingDecoder;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.dynamic.BatchVocabulary;
import dev.millrace.tokenizer.pipeline.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace decode}. */
@Command(
        name = "decode",
        header = "Turn token ids back into bytes.",
        description = {
            "",
            "Reads a document per line: an object such as 'millrace encode' prints, a JSON array of ids, or ids "
                    + "between blanks or commas. Writes the bytes of all documents one after the other.",
            "A line that names a built-in tokenizer needs no --tokenizer. If it carries a fingerprint, the tokenizer "
                    + "must have the same.",
            "A line may be a merge table, such as 'millrace merges --ids' prints; later lines may name it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace encode --tokenizer o200k_base a.txt | millrace decode - > same-as-a.txt",
            "  echo '15339 1917' | millrace decode --tokenizer cl100k_base --lines -"
        })
public final class DecodeCommand implements Callable<Integer> {
    /** Ids that are decoded before their bytes are written. */
    private static final int CHUNK = 1 << 14;

    private final Console console;
    private final Map<String, Tokenizer> loaded = new HashMap<>();
    private final Map<String, BatchVocabulary> tables = new HashMap<>();

    @Option(
            names = {"-t", "--tokenizer"},
            paramLabel = "NAME_OR_PATH",
            description = "The tokenizer that made the ids, as for 'millrace encode'; wins over what a line says.")
    private @Nullable String tokenizer;

    @Mixin
    private final LoadFlags loading = new LoadFlags();

    @Option(
            names = "--template",
            description = "The ids were made with --template: what it has put around each document gives nothing. "
                    + "Without it, they give the texts of the special tokens.")
    private boolean template;

    @ArgGroup
    private final Form form = new Form();

    private static final class Form {
        @Option(names = "--lines", description = "End each document with a line feed.")
        private boolean lines;

        @Option(
                names = "--jsonl",
                description = "Print {\"index\":…,\"text\":…} per document; \"base64\" where it is not UTF-8.")
        private boolean jsonl;
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files with ids; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public DecodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        DocumentInput input = new DocumentInput(console, DocumentForm.LINES);
        input.read(files, (place, src, from, to) -> {
            IdLine line = IdLine.parse(src, from, to);
            if (line.mergeTable() != null) {
                tables.put(String.valueOf(line.mergeTableId()), line.mergeTable());
                return;
            }
            Tokenizer tokenizerOfIds = checkedTokenizerOf(line);
            BatchVocabulary table = tableOf(line);
            int[] ids = template ? withoutTemplate(tokenizerOfIds, line.ids()) : line.ids();
            if (form.jsonl || table != null) {
                byte[] bytes = table == null ? decode(tokenizerOfIds, ids) : decode(table, tokenizerOfIds, ids);
                print(place.index(), bytes);
                return;
            }
            write(tokenizerOfIds, ids);
            if (form.lines) {
                console.out().write('\n');
            }
        });
        return input.failures() == 0 ? 0 : 1;
    }

    private void print(long index, byte[] bytes) throws IOException {
        if (form.jsonl) {
            JsonLines.write(console.out(), json -> {
                json.writeNumberField("index", index);
                writeText(json, bytes);
            });
            return;
        }
        console.out().write(bytes);
        if (form.lines) {
            console.out().write('\n');
        }
    }

    private Tokenizer checkedTokenizerOf(IdLine line) {
        Tokenizer decoder = tokenizerOf(line);
        if (line.fingerprint() != null && !line.fingerprint().equals(decoder.fingerprint())) {
            throw new MalformedDocumentException("the ids must be of " + decoder.name() + " with fingerprint "
                    + decoder.fingerprint() + ", but were made with " + line.fingerprint());
        }
        return decoder;
    }

    private static int[] withoutTemplate(Tokenizer tokenizerOfIds, int[] ids) {
        Template around = tokenizerOfIds.template();
        if (around == null) {
            throw new UsageException("--template needs a tokenizer whose template is known, which that of "
                    + tokenizerOfIds.name() + " is not");
        }
        int from = around.prefix().length;
        int to = ids.length - around.suffix().length;
        if (from > to
                || !Arrays.equals(around.prefix(), Arrays.copyOf(ids, from))
                || !Arrays.equals(around.suffix(), Arrays.copyOfRange(ids, to, ids.length))) {
            throw new MalformedDocumentException("the ids must begin with " + Arrays.toString(around.prefix())
                    + " and end with " + Arrays.toString(around.suffix()) + ", the template of "
                    + tokenizerOfIds.name() + ", but do not");
        }
        return Arrays.copyOfRange(ids, from, to);
    }

    private @Nullable BatchVocabulary tableOf(IdLine line) {
        BatchVocabulary table = line.mergeTableId() == null ? null : tables.get(line.mergeTableId());
        if (line.mergeTableId() != null && table == null) {
            throw new MalformedDocumentException(
                    "must come after the merge table that it names, " + line.mergeTableId() + ", but no line has it");
        }
        return table;
    }

    /** Writes the bytes of a document as they are decoded; all ids are checked first, so that it is all or nothing. */
    private void write(Tokenizer tokenizerOfIds, int[] ids) throws IOException {
        if (ids.length > CHUNK) {
            decode(tokenizerOfIds, ids, OutputStream.nullOutputStream());
        }
        decode(tokenizerOfIds, ids, console.out());
    }

    private static byte[] decode(Tokenizer tokenizerOfIds, int[] ids) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        decode(tokenizerOfIds, ids, bytes);
        return bytes.toByteArray();
    }

    private static byte[] decode(BatchVocabulary table, Tokenizer tokenizerOfIds, int[] ids) {
        try {
            return table.decode(tokenizerOfIds, ids, 0, ids.length);
        } catch (IllegalArgumentException e) {
            throw new MalformedDocumentException(String.valueOf(e.getMessage()));
        }
    }

    private static void decode(Tokenizer tokenizerOfIds, int[] ids, OutputStream out) throws IOException {
        StreamingDecoder decoder = tokenizerOfIds.newDecoder();
        try {
            for (int from = 0; from < ids.length; from += CHUNK) {
                out.write(decoder.bytes(ids, from, Math.min(ids.length, from + CHUNK)));
            }
            out.write(decoder.finish());
        } catch (IllegalArgumentException e) {
            throw new MalformedDocumentException(String.valueOf(e.getMessage()));
        }
    }

    private Tokenizer tokenizerOf(IdLine line) {
        if (tokenizer != null) {
            return loaded.computeIfAbsent(tokenizer, loading::load);
        }
        String named = line.tokenizer();
        if (named == null) {
            throw new CommandFailure("the ids name no tokenizer; say which with --tokenizer");
        }
        // Input may choose among the built-in ones only: a path in it is never opened.
        if (!Tokenizers.builtIn().contains(named)) {
            throw new CommandFailure("the ids name the tokenizer '" + named
                    + "', which is not a built-in one; say where it is with --tokenizer");
        }
        return loaded.computeIfAbsent(named, loading::load);
    }

    private static void writeText(JsonGenerator json, byte[] bytes) throws IOException {
        try {
            json.writeStringField(
                    "text", UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            json.writeBinaryField("base64", bytes);
        }
    }
}

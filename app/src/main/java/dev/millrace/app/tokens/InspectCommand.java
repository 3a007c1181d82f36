package dev.millrace.app.tokens;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.inspect.Finding;
import dev.millrace.tokenizer.inspect.VocabularyInspection;
import dev.millrace.tokenizer.inspect.VocabularyPrefix;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace inspect}. */
@Command(
        name = "inspect",
        header = "Look for tokens of a vocabulary that are of no use.",
        description = {
            "",
            "Counts tokens that are",
            "  unreachable   the model makes other tokens of their bytes, so no text gives them",
            "  cut           made by the model, but cut or changed before it when they stand alone",
            "  duplicate     a token with a smaller id has the same bytes",
            "  partial_utf8  no well-formed UTF-8: part of a character",
            "  unused        in none of the given documents",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace inspect --tokenizer cl100k_base",
            "  millrace inspect --tokenizer family/4096 --prefix-of family",
            "  millrace inspect --tokenizer ./tokenizer.json --json corpus/*.txt | jq 'select(.kind==\"unused\")'"
        })
public final class InspectCommand implements Callable<Integer> {
    private static final int EXAMPLES = 5;
    private static final int EXAMPLE_CHARS = 24;

    private final Console console;

    @Option(
            names = {"-t", "--tokenizer"},
            required = true,
            paramLabel = "NAME_OR_PATH",
            description = "A tokenizer whose tokens are bytes, as for 'millrace encode'.")
    private String tokenizer = "";

    @Mixin
    private final EncodingFlags flags = new EncodingFlags();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Option(
            names = "--prefix-of",
            paramLabel = "NAME_OR_PATH",
            description =
                    "Say instead whether the vocabulary is an exact prefix of this one: same ids, bytes and merges, "
                            + "as in a nested family. Exit code 1 if it is not, with the first difference.")
    private @Nullable String longer;

    @Option(names = "--json", description = "Print a JSON object per finding: kind, id, bytes in Base64, text.")
    private boolean asJson;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Documents to look for unused tokens in.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (longer != null && !files.isEmpty()) {
            throw new UsageException("--prefix-of must go without documents, which say nothing about it, got " + files);
        }
        Tokenizer loaded = flags.load(tokenizer);
        if (longer != null) {
            return comparePrefix(loaded, flags.load(longer));
        }
        VocabularyInspection inspection = inspection(loaded);
        Encoder encoder = Tokenizers.encoder(loaded, flags.options());
        DocumentInput input = new DocumentInput(console, documents.form());
        input.read(files, (place, src, from, to) -> {
            encoder.begin(src, from, to);
            inspection.use(encoder);
        });
        List<Finding> findings = inspection.findings();
        if (asJson) {
            for (Finding finding : findings) {
                print(finding);
            }
        } else {
            print(inspection, findings);
        }
        return input.failures() == 0 ? 0 : 1;
    }

    private int comparePrefix(Tokenizer shorter, Tokenizer of) throws IOException {
        String difference = firstDifference(shorter, of);
        if (asJson) {
            JsonLines.write(console.out(), json -> {
                json.writeBooleanField("prefix", difference == null);
                json.writeStringField("difference", difference);
            });
        } else {
            PrintStream out = console.text();
            out.println(
                    difference == null
                            ? "yes: the " + Amounts.count(shorter.vocabularySize()) + " ids of " + shorter.name()
                                    + " and its merges are the first of " + of.name()
                            : "no: " + difference);
            out.flush();
        }
        return difference == null ? 0 : 1;
    }

    private static @Nullable String firstDifference(Tokenizer shorter, Tokenizer of) {
        try {
            return VocabularyPrefix.firstDifference(shorter, of);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static VocabularyInspection inspection(Tokenizer loaded) {
        try {
            return new VocabularyInspection(loaded);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void print(Finding finding) throws IOException {
        JsonLines.write(console.out(), json -> {
            json.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("id", finding.id());
            json.writeBinaryField("bytes", finding.bytes());
            String text = text(finding.bytes());
            if (text != null) {
                json.writeStringField("text", text);
            }
        });
    }

    private void print(VocabularyInspection inspection, List<Finding> findings) {
        TextTable table = new TextTable("tokens", ">number", "examples");
        table.add("all", Amounts.count(inspection.size()), "");
        table.add("special", Amounts.count(inspection.specialTokens()), "");
        for (Finding.Kind kind : Finding.Kind.values()) {
            List<Finding> found =
                    findings.stream().filter(finding -> finding.kind() == kind).toList();
            if (kind != Finding.Kind.UNUSED || !files.isEmpty()) {
                table.add(
                        kind.name().toLowerCase(Locale.ROOT),
                        Amounts.count(found.size()),
                        found.stream()
                                .limit(EXAMPLES)
                                .map(InspectCommand::example)
                                .collect(Collectors.joining("  ")));
            }
        }
        PrintStream out = console.text();
        table.print(out);
        out.flush();
    }

    private static String example(Finding finding) {
        String text = text(finding.bytes());
        boolean plain = text != null && text.codePoints().noneMatch(Character::isISOControl);
        String shown = plain ? "'" + text + "'" : HexFormat.of().formatHex(finding.bytes());
        return finding.id() + ":" + (shown.length() <= EXAMPLE_CHARS ? shown : shown.substring(0, EXAMPLE_CHARS) + "…");
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}

package dev.millrace.app.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.SentenceDecision;
import dev.millrace.tokenizer.clinical.SentenceDecision.Candidate;
import dev.millrace.tokenizer.clinical.SentenceDecision.WordDecision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace clinical explain}. */
@Command(
        name = "explain",
        header = "Print why each word got its tokens.",
        description = {
            "",
            "Prints a JSON object for each sentence: how many tokens base and pool make of it, whether it has the pool's, "
                    + "and for each word its text, offset, winner and the candidates with their pieces and scores (surprise "
                    + "in bits, less is better).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  echo 'metformin 500 mg daily' | millrace clinical explain --tokenizer pool --lines -"
        })
public final class ClinicalExplainCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-t", "--tokenizer"},
            required = true,
            paramLabel = "NAME_OR_PATH",
            description = "A pool.")
    private String tokenizer = "";

    @Mixin
    private final EncodingFlags flags = new EncodingFlags();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to explain; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public ClinicalExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ClinicalTokenizer pool = ClinicalTokenizers.load(tokenizer);
        DocumentInput input = new DocumentInput(console, documents.form());
        List<SentenceDecision> sentences = new ArrayList<>();
        input.read(files, (place, src, from, to) -> {
            sentences.clear();
            pool.explain(src, from, to, flags.options(), sentences::add);
            for (SentenceDecision sentence : sentences) {
                JsonLines.write(console.out(), json -> {
                    if (documents.areFiles()) {
                        json.writeStringField("file", place.file());
                    } else {
                        json.writeNumberField("index", place.index());
                    }
                    write(sentence, json);
                });
            }
        });
        return input.failures() == 0 ? 0 : 1;
    }

    private static void write(SentenceDecision sentence, JsonGenerator json) throws IOException {
        json.writeNumberField("baseTokens", sentence.baseTokens());
        json.writeNumberField("poolTokens", sentence.poolTokens());
        json.writeBooleanField("pooled", sentence.pooled());
        json.writeArrayFieldStart("words");
        for (WordDecision word : sentence.words()) {
            json.writeStartObject();
            json.writeStringField("word", word.word());
            json.writeNumberField("offset", word.offset());
            json.writeStringField("winner", word.winner());
            if (word.isProtected()) {
                json.writeBooleanField("protected", true);
            }
            json.writeArrayFieldStart("candidates");
            for (Candidate candidate : word.candidates()) {
                write(candidate, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(Candidate candidate, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("tokenizer", candidate.tokenizer());
        json.writeArrayFieldStart("pieces");
        for (String piece : candidate.pieces()) {
            json.writeString(piece);
        }
        json.writeEndArray();
        json.writeNumberField("score", Math.rint(candidate.score() * 1000) / 1000);
        json.writeEndObject();
    }
}

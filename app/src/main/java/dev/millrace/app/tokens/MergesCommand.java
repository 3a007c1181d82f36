package dev.millrace.app.tokens;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.dynamic.BatchVocabulary;
import dev.millrace.tokenizer.dynamic.BoundaryMode;
import dev.millrace.tokenizer.dynamic.DynamicBatch;
import dev.millrace.tokenizer.dynamic.DynamicMerger;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace merges}. */
@Command(
        name = "merges",
        header = "Show what dynamic merges do to batches of documents.",
        description = {
            "",
            "Each file is a batch; with --lines or --jsonl its lines are the documents of the batch. The most frequent "
                    + "pair of tokens of the batch becomes one token, again and again (docs/dynamic.md).",
            "Prints a table: tokens before, and the share of them that is gone after some numbers of merges and when no "
                    + "pair is left. With --ids prints the merge table of each batch and then its documents, as "
                    + "'millrace decode' reads them.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace merges --tokenizer r50k_base --lines udhr_deu.txt udhr_tur.txt",
            "  millrace merges --tokenizer r50k_base --ids --merges 50 a.txt | millrace decode - > same-as-a.txt"
        })
public final class MergesCommand implements Callable<Integer> {
    private static final List<Integer> COLUMNS = List.of(20, 50, 100);

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
            names = "--boundary",
            paramLabel = "pretokens|word|word_hyphen|sentence",
            defaultValue = "pretokens",
            description = "What a merge must not cross. Default: pretokens.")
    private BoundaryMode boundary = BoundaryMode.PRETOKENS;

    @Option(
            names = "--merges",
            paramLabel = "N",
            description = "Most merges of a batch. Default: until no pair is left.")
    private int maxMerges = Integer.MAX_VALUE;

    @Option(
            names = "--reduction",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "Stop when this share of a batch's tokens is gone. Default: 1, no target.")
    private double reduction = 1;

    @Option(
            names = "--min-count",
            paramLabel = "N",
            defaultValue = "1",
            description = "A pair must occur this often in its batch. Default: 1.")
    private int minCount = 1;

    @Option(
            names = "--at",
            paramLabel = "M",
            split = ",",
            description = "Numbers of merges that the table has a column for. Default: 20,50,100.")
    private List<Integer> at = List.of();

    @ArgGroup
    private final Form form = new Form();

    private static final class Form {
        @Option(names = "--ids", description = "Print the merge table and the documents of each batch as JSON lines.")
        private boolean ids;

        @Option(names = "--json", description = "Print the figures of each batch as a JSON object.")
        private boolean json;
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A batch each; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public MergesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (form.ids && !at.isEmpty()) {
            throw new UsageException("--at must go without --ids, which prints no table");
        }
        for (int merges : at) {
            if (merges < 0) {
                throw new UsageException("--at must be at least 0, got " + merges);
            }
        }
        if (at.isEmpty()) {
            at = COLUMNS;
        }
        Tokenizer loaded = flags.load(tokenizer);
        Encoder encoder = Tokenizers.encoder(loaded, flags.options());
        DynamicMerger merger = merger(loaded);
        Map<String, EncodedBatch> batches = new LinkedHashMap<>();
        Map<String, Long> bytes = new LinkedHashMap<>();
        DocumentInput input = new DocumentInput(console, documents.form());
        input.read(files, (place, src, from, to) -> {
            encoder.begin(src, from, to);
            batches.computeIfAbsent(place.file(), file -> new EncodedBatch(16, 1024))
                    .append(encoder);
            bytes.merge(place.file(), (long) to - from, Long::sum);
        });
        TextTable table = new TextTable(headings());
        for (Map.Entry<String, EncodedBatch> entry : batches.entrySet()) {
            DynamicBatch batch = merge(merger, entry.getValue());
            if (form.ids) {
                printIds(loaded, entry.getKey(), batch);
            } else if (form.json) {
                printJson(loaded, entry.getKey(), batch, bytes.getOrDefault(entry.getKey(), 0L));
            } else {
                table.add(row(entry.getKey(), batch, bytes.getOrDefault(entry.getKey(), 0L)));
            }
        }
        if (!form.ids && !form.json) {
            PrintStream out = console.text();
            table.print(out);
            out.flush();
        }
        return input.failures() == 0 ? 0 : 1;
    }

    private DynamicMerger merger(Tokenizer loaded) {
        try {
            return new DynamicMerger(loaded, new DynamicOptions(boundary, maxMerges, reduction, minCount, "", 0));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static DynamicBatch merge(DynamicMerger merger, EncodedBatch rows) {
        int[] offsets = new int[rows.size() + 1];
        Arrays.setAll(offsets, rows::offset);
        return merger.merge(rows.ids(), offsets, rows.size());
    }

    private void printIds(Tokenizer loaded, String file, DynamicBatch batch) throws IOException {
        BatchVocabulary vocabulary = batch.vocabulary();
        boolean named = !vocabulary.tokens().isEmpty();
        if (named) {
            JsonLines.write(console.out(), json -> MergeTableLine.write(json, loaded.name(), vocabulary));
        }
        String id = vocabulary.id();
        for (int row = 0; row < batch.rows(); row++) {
            int[] ids = batch.row(row);
            int index = row;
            JsonLines.write(console.out(), json -> {
                json.writeStringField("file", file);
                if (!documents.areFiles()) {
                    json.writeNumberField("index", index);
                }
                json.writeStringField("tokenizer", loaded.name());
                json.writeStringField("fingerprint", loaded.fingerprint());
                if (named) {
                    json.writeStringField("mergeTableId", id);
                }
                json.writeNumberField("count", ids.length);
                json.writeFieldName("ids");
                json.writeArray(ids, 0, ids.length);
            });
        }
    }

    private void printJson(Tokenizer loaded, String file, DynamicBatch batch, long bytes) throws IOException {
        JsonLines.write(console.out(), json -> {
            json.writeStringField("file", file);
            json.writeStringField("tokenizer", loaded.name());
            json.writeStringField("boundary", boundary.name().toLowerCase(Locale.ROOT));
            json.writeNumberField("documents", batch.rows());
            json.writeNumberField("bytes", bytes);
            json.writeNumberField("tokens", batch.length(0));
            json.writeNumberField("merges", batch.merges().size());
            json.writeBooleanField("saturated", batch.isSaturated());
            json.writeNumberField("mergedTokens", batch.tokens());
            json.writeNumberField("reduction", batch.reduction());
            json.writeNumberField("newTokens", batch.vocabulary().tokens().size());
            json.writeNumberField("uniqueTokens", batch.uniqueTokens());
            json.writeObjectFieldStart("tokensAfter");
            for (int merges : at) {
                json.writeNumberField(String.valueOf(merges), lengthAfter(batch, merges));
            }
            json.writeEndObject();
        });
    }

    private static int lengthAfter(DynamicBatch batch, int merges) {
        return batch.length(Math.min(merges, batch.merges().size()));
    }

    private String[] headings() {
        List<String> headings = new ArrayList<>(List.of("batch", ">documents", ">bytes", ">tokens"));
        at.forEach(merges -> headings.add(">m=" + merges));
        headings.addAll(List.of(">all", ">merges", ">unique tokens"));
        return headings.toArray(String[]::new);
    }

    private String[] row(String file, DynamicBatch batch, long bytes) {
        int before = batch.length(0);
        List<String> cells = new ArrayList<>(
                List.of(file, Amounts.count(batch.rows()), Amounts.count(bytes), Amounts.count(before)));
        at.forEach(merges -> cells.add(percent(before, lengthAfter(batch, merges))));
        cells.add(percent(before, batch.tokens()));
        cells.add(Amounts.count(batch.merges().size()) + (batch.isSaturated() ? "" : "+"));
        cells.add(Amounts.count(batch.uniqueTokens()));
        return cells.toArray(String[]::new);
    }

    private static String percent(int before, int after) {
        return before == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * (before - after) / before);
    }
}

package dev.millrace.app.kafka;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.Progress;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.input.DocumentForm;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.app.input.FileTree;
import dev.millrace.app.input.JsonDocument;
import dev.millrace.app.input.MalformedDocumentException;
import dev.millrace.schemas.RawDocument;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.MillraceConfigDef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace produce}. */
@Command(
        name = "produce",
        header = "Send files, lines or JSON Lines to a documents topic.",
        description = {
            "",
            "Each file is a document whose id is its path below the given folder; files that end in .jsonl or .ndjson "
                    + "hold a document per line: a JSON string, or an object with \"text\" or \"base64\" and, if "
                    + "known, id, tenant, domain, tokenizer, mediaType, language, labels, eventTime. Documents of "
                    + "lines without an id are called FILE:LINE.",
            "Waits when the cluster is slower than the files. What cannot be read or is too large is reported, the "
                    + "rest is sent, and the exit code is 1.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace produce --set bootstrap.servers=localhost:9092 --set schema.registry.url=http://localhost:8081 docs/",
            "  zcat documents.jsonl.gz | millrace produce --config millrace.properties --jsonl -"
        })
public final class ProduceCommand implements Callable<Integer> {
    private final Console console;
    private final AtomicLong failures = new AtomicLong();
    private long documents;
    private long bytes;
    private long started;

    @Mixin
    private final ConfigFlags configuration = new ConfigFlags();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Where to; the first of millrace.documents.topics by default.")
    private @Nullable String topic;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Tenant of documents that name none.")
    private String tenant = "default";

    @Option(names = "--domain", paramLabel = "NAME", description = "Domain of documents that name none.")
    private @Nullable String domain;

    @Option(
            names = {"-t", "--tokenizer"},
            paramLabel = "NAME",
            description = "Tokenizers of documents that name none, separated by commas.")
    private @Nullable String tokenizer;

    @ArgGroup
    private final Form form = new Form();

    private static final class Form {
        @Option(names = "--lines", description = "Each line of every file is a document.")
        private boolean lines;

        @Option(names = "--jsonl", description = "Each line of every file is a document in JSON.")
        private boolean jsonl;
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR|FILE",
            description = "Folders, which are searched to the bottom, and files; - is standard input.")
    private List<String> inputs = List.of();

    /** Reads from and writes to {@code console}. */
    public ProduceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        MillraceConfig config = new Settings(configuration.keys()).tokenization();
        String target = topic == null ? config.documentsTopics().get(0) : topic;
        Cluster.require(config, console);
        requireTopic(config, target);
        started = System.nanoTime();
        try (DocumentSender sender = new DocumentSender(config, target, (id, reason) -> fail(id + ": " + reason));
                Progress progress = new Progress(console, "producing")) {
            send(config, sender, progress);
            sender.flush();
            progress.clear();
            double seconds = (System.nanoTime() - started) / 1e9;
            console.say(String.format(
                    Locale.ROOT,
                    "%s documents, %s in %.1f s (%s/s) are in topic %s%s.",
                    Amounts.count(sender.acknowledged()),
                    Amounts.bytes(bytes),
                    seconds,
                    Amounts.bytes((long) (bytes / seconds)),
                    target,
                    failures.get() == 0 ? "" : "; " + Amounts.count(failures.get()) + " failed"));
        }
        return failures.get() == 0 ? 0 : 1;
    }

    private static void requireTopic(MillraceConfig config, String topic)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(ClientProperties.admin(config))) {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new CommandFailure(
                        "topic " + topic + " does not exist; 'millrace topics --create' creates what is missing", e);
            }
            throw e;
        }
    }

    private void send(MillraceConfig config, DocumentSender sender, Progress progress) throws IOException {
        long maxBytes = config.getInt(MillraceConfigDef.DOCUMENT_MAX_BYTES);
        for (String input : inputs) {
            if (input.equals(DocumentInput.STANDARD_INPUT)) {
                send(input, "stdin", formOf("-"), 0, maxBytes, sender, progress);
                continue;
            }
            List<FileTree.Entry> entries =
                    FileTree.list(Path.of(input), (path, e) -> fail(path + " cannot be read: " + Reasons.of(e)));
            long total = entries.stream().mapToLong(FileTree.Entry::bytes).sum() + bytes;
            for (FileTree.Entry entry : entries) {
                DocumentForm documents = formOf(entry.name());
                if (documents == DocumentForm.FILES && entry.bytes() > maxBytes) {
                    fail(tooLarge(entry.path().toString(), entry.bytes(), maxBytes));
                } else {
                    send(entry.path().toString(), entry.name(), documents, total, maxBytes, sender, progress);
                }
            }
        }
    }

    private DocumentForm formOf(String name) {
        if (form.lines) {
            return DocumentForm.LINES;
        }
        return form.jsonl || name.endsWith(".jsonl") || name.endsWith(".ndjson")
                ? DocumentForm.JSONL
                : DocumentForm.FILES;
    }

    private void send(
            String file,
            String name,
            DocumentForm documentForm,
            long totalBytes,
            long maxBytes,
            DocumentSender sender,
            Progress progress)
            throws IOException {
        // JSON is parsed here: what it says about the document is wanted too.
        DocumentInput input =
                new DocumentInput(console, documentForm == DocumentForm.FILES ? documentForm : DocumentForm.LINES);
        input.read(List.of(file), (place, src, from, to) -> {
            String id = place.line() == 0 ? name : name + ":" + place.line();
            RawDocument document = documentForm == DocumentForm.JSONL
                    ? document(id, JsonDocument.parse(src, from, to))
                    : document(id, ByteBuffer.wrap(src, from, to - from));
            int length = document.getContent().remaining();
            if (length > maxBytes) {
                throw new MalformedDocumentException(tooLarge("it", length, maxBytes));
            }
            sender.send(document);
            documents++;
            bytes += length;
            progress.update(bytes, totalBytes, detail());
        });
        failures.addAndGet(input.failures());
    }

    private static String tooLarge(String what, long length, long maxBytes) {
        return what + " must have at most " + maxBytes + " bytes (" + MillraceConfigDef.DOCUMENT_MAX_BYTES
                + "), but has " + length;
    }

    private RawDocument document(String id, ByteBuffer content) {
        return new RawDocument(id, tenant, domain, tokenizer, null, null, Map.of(), null, content);
    }

    private RawDocument document(String id, JsonDocument json) {
        Long time = json.eventTime();
        return new RawDocument(
                or(json.fact("id"), id),
                or(json.fact("tenant"), tenant),
                json.fact("domain") == null ? domain : json.fact("domain"),
                json.fact("tokenizer") == null ? tokenizer : json.fact("tokenizer"),
                json.fact("mediaType"),
                json.fact("language"),
                json.labels(),
                time == null ? null : Instant.ofEpochMilli(time),
                ByteBuffer.wrap(json.content()));
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private String detail() {
        double seconds = (System.nanoTime() - started) / 1e9;
        return Amounts.count(documents) + " documents  " + Amounts.bytes(bytes) + "  "
                + Amounts.bytes((long) (bytes / seconds)) + "/s";
    }

    private void fail(String sentence) {
        failures.incrementAndGet();
        console.complain(sentence);
    }
}

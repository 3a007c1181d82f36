package dev.millrace.app.demo;

import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.Logging;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.FileTree;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.MillraceConfigDef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace demo}. */
@Command(
        name = "demo",
        header = "Tokenize real documents through a real Kafka broker, all in this process.",
        description = {
            "",
            "Starts a Kafka broker with a private data folder on free ports, sends documents found on this machine "
                    + "(texts, licences, source code, class files, programs), a few invented clinical notes and two that "
                    + "are broken on purpose, tokenizes each with the tokenizers of its domain, exactly once, and prints "
                    + "what came out per tokenizer and what was rejected. Afterwards nothing is left behind.",
            "A document that cannot be read is reported on standard error, the others are tokenized, and the exit code "
                    + "is 1.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace demo",
            "  millrace demo --dynamic 50",
            "  millrace demo --documents ~/notes --tokenizers o200k_base --out tokens/",
            "  millrace demo --tokenizers cl100k_base,mine=./tokenizer.json --keep"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int MEGABYTES = 16;
    private static final int HEAP_PER_DOCUMENT_BYTE = 16;
    private static final long LARGEST_DOCUMENT = 128L << 20;

    private final Console console;

    @Option(
            names = "--documents",
            paramLabel = "DIR|FILE",
            description = "Your own documents, of any size and type, in place of those found; repeatable.")
    private List<Path> documents = new ArrayList<>();

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            description =
                    "How much to look for on this machine, where --documents gives none. Default: " + MEGABYTES + ".")
    private @Nullable Integer megabytes;

    @Option(
            names = {"-t", "--tokenizers"},
            paramLabel = "NAME[=PATH]",
            split = ",",
            description =
                    "Each document is encoded with all of these. By default executables, licences and clinical notes "
                            + "go to the vocabulary that is built in for them, all else to cl100k_base and o200k_base.")
    private List<String> tokenizers = List.of();

    @Option(
            names = "--dynamic",
            paramLabel = "MERGES",
            description =
                    "Merge the tokens of the general tokenizers further, at most so often in a batch, and show what "
                            + "that saves.")
    private @Nullable Integer dynamicMerges;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the token records there as JSON Lines with ids, a file per tokenizer, and "
                    + "rejected.jsonl; 'millrace decode' reads them.")
    private @Nullable Path out;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "An empty or new folder for the broker's data, which stays; a temporary one by default.")
    private @Nullable Path dataDir;

    @Option(
            names = "--keep",
            description = "When all is done, keep the broker running until Ctrl-C, so that other clients can look.")
    private boolean keep;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets a key of the configuration, as for 'millrace run'; repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Documents that cannot be read. */
    private int failures;

    /** Writes to {@code console}. */
    public DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        DemoRoutes routes = DemoRoutes.of(tokenizers);
        try (DemoFolder folder = DemoFolder.create(dataDir)) {
            Logging.toFile(folder.log()); // before the first logger exists
            List<DemoDocument> chosen = prepare(folder, routes);
            try (DemoFiles files = out == null ? null : new DemoFiles(out)) {
                run(folder, routes, chosen, files);
            } catch (RuntimeException | IOException e) {
                folder.keep();
                console.complain("the demo's log is " + folder.log());
                throw e;
            } catch (NoClassDefFoundError e) {
                throw new CommandFailure(
                        "the demo needs the Kafka server (org.apache.kafka:kafka_2.13), which this installation "
                                + "leaves out: " + e.getMessage(),
                        e);
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private void checkOptions() {
        if (megabytes != null && !documents.isEmpty()) {
            throw new UsageException("--megabytes must go without --documents, which says what to tokenize");
        }
        if (megabytes != null && megabytes < 1) {
            throw new UsageException("--megabytes must be at least 1, got " + megabytes);
        }
        if (dynamicMerges != null && dynamicMerges < 0) {
            throw new UsageException("--dynamic must be at least 0, got " + dynamicMerges);
        }
        for (String named : tokenizers) {
            if (named.isBlank() || named.startsWith("=") || named.endsWith("=")) {
                throw new UsageException("--tokenizers must be NAME or NAME=PATH each, got " + named);
            }
        }
    }

    /** Finds the documents, and what is wrong with tokenizers and settings, before a broker is started. */
    private List<DemoDocument> prepare(DemoFolder folder, DemoRoutes routes) throws IOException {
        try {
            for (String source : config(keys(routes, 0)).tokenizerSources().values()) {
                if (!TokenizerRegistry.builtInNames().contains(source)) {
                    var unused = TokenizerRegistry.load(source);
                }
            }
            if (out != null) {
                Files.createDirectories(out);
            }
            return documents.isEmpty() ? found() : given();
        } catch (RuntimeException | IOException e) {
            folder.discard();
            throw e;
        }
    }

    private void run(DemoFolder folder, DemoRoutes routes, List<DemoDocument> chosen, @Nullable DemoFiles files)
            throws IOException, InterruptedException {
        long largest = chosen.stream().mapToLong(DemoDocument::bytes).max().orElse(0);
        console.say("Starting a Kafka broker in this process (log: " + folder.log() + ")");
        // A broker without a disk to write to halts its process without a word.
        Exit.setHaltProcedure((status, message) -> {
            console.complain(
                    "the broker has stopped for good, as it does when its disk is full; its log is " + folder.log());
            Runtime.getRuntime().halt(Math.max(1, status));
        });
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.path().resolve("broker"))) {
            Map<String, String> keys = keys(routes, largest);
            keys.putIfAbsent("bootstrap.servers", broker.bootstrapServers());
            keys.putIfAbsent("state.dir", folder.path().resolve("streams").toString());
            MillraceConfig config = config(keys);
            try (DemoRun demo = new DemoRun(console, config, routes, chosen, documents.isEmpty())) {
                demo.run(files);
                failures += demo.unread();
            }
            if (out != null) {
                console.say("The records are in " + out);
            }
            if (keep) {
                console.say("The broker listens on " + broker.bootstrapServers() + " until Ctrl-C; topics: "
                        + config.documentsTopics() + ", " + config.tokensTopic() + ", " + config.rejectedTopic());
                new CountDownLatch(1).await();
            }
        }
    }

    private List<DemoDocument> found() {
        List<DemoDocument> found = DocumentFinder.find((megabytes == null ? MEGABYTES : megabytes) * 1_000_000L);
        Map<String, Long> kinds = new TreeMap<>();
        found.forEach(document -> kinds.merge(document.kind(), document.bytes(), Long::sum));
        List<String> parts = new ArrayList<>();
        kinds.forEach((kind, bytes) -> parts.add(Amounts.bytes(bytes) + " " + kind));
        if (found.isEmpty()) {
            throw new CommandFailure("no documents were found on this machine; give some with --documents");
        }
        console.say("Found " + Amounts.count(found.size()) + " documents: " + String.join(", ", parts));
        return found;
    }

    private List<DemoDocument> given() {
        long limit = largestAllowed();
        List<DemoDocument> given = new ArrayList<>();
        for (Path root : documents) {
            List<FileTree.Entry> entries =
                    FileTree.list(root, (path, e) -> fail(path + " cannot be read: " + Reasons.of(e)));
            for (FileTree.Entry entry : entries) {
                if (!Files.isReadable(entry.path())) {
                    fail(entry.path() + " cannot be read: permission denied");
                } else if (entry.bytes() > limit) {
                    fail(entry.path() + " must have at most " + limit + " bytes for this heap, but has "
                            + entry.bytes());
                } else {
                    Path file = entry.path();
                    given.add(new DemoDocument(file.toString(), "file", entry.bytes(), () -> Files.readAllBytes(file)));
                }
            }
        }
        if (given.isEmpty()) {
            throw new CommandFailure("there is no readable file in " + documents);
        }
        console.say("Found " + Amounts.count(given.size()) + " documents: "
                + Amounts.bytes(given.stream().mapToLong(DemoDocument::bytes).sum()));
        return given;
    }

    private static long largestAllowed() {
        return Math.min(LARGEST_DOCUMENT, Runtime.getRuntime().maxMemory() / HEAP_PER_DOCUMENT_BYTE);
    }

    private void fail(String sentence) {
        failures++;
        console.complain(sentence);
    }

    /** All keys but those of the broker's address and folder. */
    private Map<String, String> keys(DemoRoutes routes, long largest) {
        Map<String, String> keys = new TreeMap<>();
        keys.put("application.id", "millrace-demo");
        keys.put("schema.registry.url", "mock://millrace-demo");
        keys.put("consumer.auto.offset.reset", "earliest");
        routes.configure(keys);
        if (dynamicMerges != null) {
            keys.put(MillraceConfigDef.DYNAMIC_TOKENIZERS, String.join(",", routes.generalNames()));
            keys.put(MillraceConfigDef.DYNAMIC_MERGES_MAX, String.valueOf(dynamicMerges));
        }
        keys.put(MillraceConfigDef.DOCUMENT_MAX_BYTES, String.valueOf(Math.max(16L << 20, largest)));
        keys.putAll(settings);
        return keys;
    }

    private static MillraceConfig config(Map<String, String> keys) {
        return new Settings(keys).tokenization();
    }
}

package dev.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.millrace.it.chaos.ChildJvm;
import dev.millrace.it.chaos.Corpus;
import dev.millrace.it.chaos.StreamsChild;
import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.MillraceApp;
import dev.millrace.it.stream.Oracle;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.it.stream.Wire;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The stream on the GPU backend, under the real JCuda and a driver in which every fault can happen (src/test/native of the
 * module gpu): whatever happens, every document comes out once, with the CPU's ids.
 */
class GpuFaultTest {
    private static final Path DRIVER = Path.of("target", "fake-driver").toAbsolutePath();
    private static final List<String> OPTIONS = List.of("-Xmx300m", "-Dorg.slf4j.simpleLogger.log.dev.millrace=info");
    private static final int PARTITIONS = 2;
    private static final int DOCUMENTS = 60;

    /** By fault, what the log must say. Three batches and their launches come before the stream: tests and measurement. */
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("", "Encoding on the GPU");
        FAULTS.put("init:100", "no CUDA-capable device");
        FAULTS.put("module:222", "too old for this PTX version");
        FAULTS.put("context", "no context is current on this thread");
        FAULTS.put("alloc:1+:2", "Encoding with cl100k_base on the CPU: cuMemAlloc");
        FAULTS.put("launch:65:2", "the CPU encodes instead (out_of_memory)");
        FAULTS.put("sticky:65:700", "the CPU encodes instead (device_error)");
        FAULTS.put("hang:8", "the CPU encodes instead (timeout)");
        FAULTS.put("garble:6", "the CPU encodes instead (mismatch)");
    }

    private static StubRegistry registry;
    private static int schemaId;

    private final TestCluster cluster = Clusters.single();
    private final Corpus corpus = new Corpus(Seeds.seed(7));

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Process build = new ProcessBuilder("bash", "../gpu/src/test/native/build-driver.sh", DRIVER.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), UTF_8).strip();
        int exit = build.waitFor();
        if (exit == 3 && !"true".equals(System.getenv("CI"))) {
            System.out.println("skipped: " + said);
            abort(said);
        }
        assertThat(exit).as(said).isZero();
        registry = new StubRegistry();
        schemaId = registry.register(
                "documents-value", RawDocument.getClassSchema().toString());
    }

    @AfterAll
    static void stopRegistry() {
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void everyFaultEndsWithAllDocumentsOnceAndTheIdsOfTheCpu() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> runs = new ArrayList<>();
            int number = 0;
            for (Map.Entry<String, String> fault : FAULTS.entrySet()) {
                String name = "gpu-fault-" + number++;
                runs.add(two.submit(() -> {
                    survives(name, fault.getKey(), fault.getValue());
                    return true;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            two.shutdownNow();
        }
    }

    private void survives(String name, String fault, String logged) throws IOException {
        TokenizationFixture topics = new TokenizationFixture(cluster, name, registry, PARTITIONS);
        try (TopicWriter writer = new TopicWriter(cluster)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<byte[]> values = new ArrayList<>();
                for (int i = 0; i < DOCUMENTS; i++) {
                    values.add(Wire.document(schemaId, "document-" + i, content(partition, i)));
                }
                writer.write(topics.documentsTopic(), partition, values);
            }
        }
        Map<String, String> environment = Map.of("LD_LIBRARY_PATH", DRIVER.toString(), "MILLRACE_FAKE_CUDA", fault);
        Path log;
        try (ChildJvm child = StreamsChild.start(name, OPTIONS, properties(topics), environment)) {
            log = child.log();
            topics.awaitDrained();
        }
        assertThat(Files.readString(log)).as("log of %s", fault).contains(logged);
        assertAllOnce(topics, fault);
    }

    private static Properties properties(TokenizationFixture topics) {
        topics.set("millrace.encoder.backend", "auto")
                .set("millrace.tokenizers", "cl100k_base")
                .set("millrace.batch.max.bytes", 8 << 10)
                .set("millrace.gpu.slot.bytes", 256 << 10)
                .set("millrace.gpu.batch.min.bytes", 0)
                .set("millrace.gpu.shadow.interval", 1)
                .set("millrace.gpu.selftest.bytes", 1000)
                .set("millrace.gpu.timeout.ms", 10_000);
        Properties properties = new Properties();
        properties.putAll(topics.settings());
        properties.setProperty(StreamsChild.APP, MillraceApp.class.getName());
        return properties;
    }

    private byte[] content(int partition, int i) {
        return corpus.content(partition * DOCUMENTS + i);
    }

    private void assertAllOnce(TokenizationFixture topics, String fault) {
        Oracle oracle = new Oracle();
        Set<String> sources = new HashSet<>();
        List<TokenRecord> records = topics.tokens();
        for (TokenRecord record : records) {
            int partition = record.getSourcePartition();
            int offset = (int) record.getSourceOffset();
            sources.add(partition + "/" + offset);
            assertThat(Wire.ids(record))
                    .as("ids of %s/%s under fault %s", partition, offset, fault)
                    .isEqualTo(oracle.ids("cl100k_base", content(partition, offset)));
        }
        assertThat(records).as("records under fault %s", fault).hasSize(PARTITIONS * DOCUMENTS);
        assertThat(sources).as("sources under fault %s", fault).hasSize(PARTITIONS * DOCUMENTS);
        assertThat(topics.rejected()).as("rejected under fault %s", fault).isEmpty();
    }
}

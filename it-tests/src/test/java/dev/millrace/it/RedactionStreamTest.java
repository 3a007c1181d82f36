package dev.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.CommittedRecords;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.topology.TokenRecordDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Redacted micro-batches on a real broker. */
class RedactionStreamTest {
    private final TestCluster cluster = Clusters.single();

    @Test
    void noIdentifierLeavesButByTheRestrictedTopic() {
        try (StubRegistry registry = new StubRegistry();
                TokenizationFixture stream = new TokenizationFixture(cluster, "redaction", registry, 2);
                TopicWriter writer = new TopicWriter(cluster)) {
            String restricted = "redaction-restricted";
            cluster.createTopic(restricted, 1, Map.of());
            stream.set("millrace.documents.format", "json")
                    .set("millrace.redaction.topics", stream.documentsTopic())
                    .set("millrace.redaction.rejected.topic", restricted);
            for (int partition = 0; partition < 2; partition++) {
                writer.write(stream.documentsTopic(), partition, documents(partition));
            }
            stream.start();
            stream.awaitDrained();

            Tokenizer tokenizer = TokenizerRegistry.load("cl100k_base");
            List<TokenRecord> tokens = stream.tokens();
            assertThat(tokens).hasSize(200).allSatisfy(record -> {
                String text = new String(TokenRecordDecoder.decode(record, null, tokenizer), UTF_8);
                assertThat(text).isEqualTo("note " + record.getDocumentId() + ": SSN <SSN>, call <PHONE>.");
                assertThat(record.getRedactions()).hasSize(2);
            });
            assertThat(stream.count("millrace.inline.encodes")).isZero();
            assertThat(stream.count("millrace.redaction.spans")).isEqualTo(400);
            assertThat(stream.rejected()).isEmpty();
            List<ConsumerRecord<byte[], byte[]>> rejected =
                    CommittedRecords.readAll(cluster.bootstrapServers(), restricted);
            assertThat(rejected)
                    .hasSize(2)
                    .allSatisfy(record ->
                            assertThat(new String(record.value(), UTF_8)).contains("123-45-6789"));
        }
    }

    /** A hundred notes, and one that is none. */
    private static List<byte[]> documents(int partition) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String id = "d" + partition + "x" + i;
            values.add(("{\"id\":\"" + id + "\",\"text\":\"note " + id + ": SSN 123-45-6789, call 212-555-1234.\"}")
                    .getBytes(UTF_8));
        }
        values.add("{\"SSN\":\"123-45-6789\"".getBytes(UTF_8));
        return values;
    }
}

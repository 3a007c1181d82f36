package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.chaos.Corpus;
import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.CommittedRecords;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.Oracle;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.it.stream.Wire;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.peer.ConfluentClasses;
import dev.millrace.topology.RejectedHeaders;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

/** Confluent's own serializer in place of ours, in the running topology. */
class ConfluentSerializerTest {

    @Test
    void writesWhatOursWouldWriteAndConfluentsDeserializerReads() {
        TestCluster cluster = Clusters.single();
        Corpus corpus = new Corpus(Seeds.seed(7));
        List<byte[]> documents =
                IntStream.range(0, 50).mapToObj(corpus::content).toList();
        try (StubRegistry registry = new StubRegistry();
                TokenizationFixture stream = new TokenizationFixture(cluster, "confluent", registry, 1);
                TopicWriter writer = new TopicWriter(cluster)) {
            writer.write(stream.documentsTopic(), 0, documents);
            stream.set("millrace.documents.format", "text")
                    .set("millrace.value.serializer", ConfluentClasses.SERIALIZER);
            ConfluentClasses.inContext(() -> {
                stream.start();
                return stream;
            });
            stream.awaitDrained();

            assertThat(stream.rejected())
                    .extracting(record -> RejectedHeaders.text(record.headers(), RejectedHeaders.MESSAGE))
                    .isEmpty();
            Oracle oracle = new Oracle();
            List<TokenRecord> tokens = stream.tokens();
            assertThat(tokens).hasSize(documents.size());
            for (int i = 0; i < tokens.size(); i++) {
                assertThat(Wire.ids(tokens.get(i))).isEqualTo(oracle.ids("cl100k_base", documents.get(i)));
            }
            ConsumerRecord<byte[], byte[]> first = CommittedRecords.readAll(
                            cluster.bootstrapServers(), stream.tokensTopic())
                    .get(0);
            try (Deserializer<Object> deserializer =
                    ConfluentClasses.deserializer(Map.of("schema.registry.url", registry.url()), false)) {
                GenericRecord read = (GenericRecord) deserializer.deserialize(stream.tokensTopic(), first.value());
                assertThat(read.get("tokenCount")).isEqualTo(tokens.get(0).getTokenCount());
                assertThat(read.get("tokenizer").toString()).isEqualTo("cl100k_base");
            }
        }
    }
}

package dev.millrace.topology;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * The way of the data:
 *
 * <pre>
 *   documents topic ──► tokenize ──► tokens topic
 *                          ├───────► rejected topic; for a topic that is redacted, the restricted one
 *                          └───────► merges topic, if batches of any tokenizer are merged
 * </pre>
 *
 * Each documents topic is a sub-topology of its own, so that none waits for another.
 */
public final class TokenizationTopology {
    private TokenizationTopology() {}

    /** Builds the topology that {@code runtime}'s configuration describes. */
    public static Topology build(TokenizationRuntime runtime) {
        Topology topology = new Topology();
        addTo(topology, runtime);
        return topology;
    }

    /**
     * Adds the tokenization to another topology: per documents topic a source {@code documents-TOPIC}, a processor {@code
     * tokenize-TOPIC} and the sinks {@code tokens-TOPIC} and {@code rejected-TOPIC}, and {@code
     * merges-TOPIC} where batches are merged. The properties of the application
     * must have gone through {@link TokenizationRuntime#configure}; without it every document is encoded inline.
     */
    public static void addTo(Topology topology, TokenizationRuntime runtime) {
        MillraceConfig config = runtime.config();
        for (String topic : config.documentsTopics()) {
            String documents = "documents-" + topic;
            String tokenize = "tokenize-" + topic;
            String tokens = "tokens-" + topic;
            String rejected = "rejected-" + topic;
            String merges = "merges-" + topic;
            topology.addSource(documents, new ByteArrayDeserializer(), runtime.documentDeserializer(), topic)
                    .addProcessor(tokenize, () -> new TokenizeProcessor(runtime, tokens, rejected, merges), documents);
            addSink(topology, tokens, config.tokensTopic(), tokenize);
            addSink(topology, rejected, config.rejectedTopic(topic), tokenize);
            if (config.mergesDynamically()) { // keyed by content: any partition that its key asks for
                topology.addSink(
                        merges,
                        config.mergesTopic(),
                        new ByteArraySerializer(),
                        SerializedRecord.serializer(),
                        tokenize);
            }
        }
    }

    private static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(
                name,
                topic,
                new ByteArraySerializer(),
                SerializedRecord.serializer(),
                SerializedRecord.partitioner(),
                parent);
    }
}

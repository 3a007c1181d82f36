package dev.millrace.it.stream;

import dev.millrace.it.chaos.StreamsApp;
import dev.millrace.it.chaos.Subject;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The tokenization as the subject of a chaos run. Every tenth document is encoded by two tokenizers. */
public final class MillraceSubject implements Subject {
    private static final String FIRST = "cl100k_base";
    private static final String SECOND = "r50k_base";

    private final Oracle oracle = new Oracle();
    private final StubRegistry registry;
    private final int schemaId;

    /** Documents are written with a schema that {@code registry} knows. */
    public MillraceSubject(StubRegistry registry) {
        this.registry = registry;
        this.schemaId = registry.register(
                "documents-value", RawDocument.getClassSchema().toString());
    }

    @Override
    public Class<? extends StreamsApp> app() {
        return MillraceApp.class;
    }

    @Override
    public Map<String, String> properties(String documents, String tokens) {
        registry.register(documents + "-value", RawDocument.getClassSchema().toString());
        Map<String, String> properties = new HashMap<>();
        properties.put("schema.registry.url", registry.url());
        properties.put("millrace.documents.topics", documents);
        properties.put("millrace.tokens.topic", tokens);
        properties.put("millrace.rejected.topic", tokens + "-rejected");
        properties.put("millrace.tokenizers", FIRST + "," + SECOND);
        properties.put("millrace.encoder.backend", "cpu");
        // All waits must fit into the short transactions of a chaos run.
        properties.put("millrace.batch.max.bytes", Integer.toString(1 << 20));
        properties.put("millrace.batch.timeout.ms", "5000");
        properties.put("millrace.registry.unavailable.ms", "5000");
        return properties;
    }

    @Override
    public byte[] value(int index, byte[] content) {
        List<String> tokenizers = tokenizers(index);
        return Wire.document(
                schemaId,
                "document-" + index,
                content,
                tokenizers.size() == 1 ? new String[0] : tokenizers.toArray(new String[0]));
    }

    @Override
    public List<String> tokenizers(int index) {
        return index % 10 == 0 ? List.of(FIRST, SECOND) : List.of(FIRST);
    }

    @Override
    public int[] ids(String tokenizer, byte[] content) {
        return oracle.ids(tokenizer, content);
    }

    @Override
    public Output read(ConsumerRecord<byte[], byte[]> record) {
        TokenRecord tokens = Wire.tokens(record.value());
        return new Output(
                tokens.getSourcePartition(),
                tokens.getSourceOffset(),
                tokens.getTokenizer(),
                IntBuffer.wrap(Wire.ids(tokens)));
    }
}

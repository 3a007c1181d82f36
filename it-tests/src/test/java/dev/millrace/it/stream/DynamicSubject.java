package dev.millrace.it.stream;

import dev.millrace.it.chaos.StreamsApp;
import dev.millrace.it.chaos.Subject;
import dev.millrace.it.kafka.CommittedRecords;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.topology.TokenRecordDecoder;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The tokenization with dynamic merges. Their ids are not reproducible, so what is compared is what a reader gets out of
 * a record and its table: the bytes of the document stand for its ids.
 */
public final class DynamicSubject implements Subject {
    private final MillraceSubject plain;
    private final TestCluster cluster;
    private final Map<String, Tokenizer> tokenizers = new HashMap<>();
    private final Map<String, MergeTable> tables = new HashMap<>();
    private String merges = "";
    private int merged;

    /** Documents are written with a schema that {@code registry} knows; tables are read from {@code cluster}. */
    public DynamicSubject(StubRegistry registry, TestCluster cluster) {
        this.plain = new MillraceSubject(registry);
        this.cluster = cluster;
    }

    /** Records read so far that named a table. */
    public int mergedRecords() {
        return merged;
    }

    @Override
    public Class<? extends StreamsApp> app() {
        return plain.app();
    }

    @Override
    public Map<String, String> properties(String documents, String tokens) {
        merges = tokens + "-merges";
        Map<String, String> properties = plain.properties(documents, tokens);
        properties.put("millrace.merges.topic", merges);
        properties.put("millrace.dynamic.tokenizers", properties.getOrDefault("millrace.tokenizers", ""));
        return properties;
    }

    @Override
    public byte[] value(int index, byte[] content) {
        return plain.value(index, content);
    }

    @Override
    public List<String> tokenizers(int index) {
        return plain.tokenizers(index);
    }

    @Override
    public int[] ids(String tokenizer, byte[] content) {
        int[] ids = new int[content.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = content[i];
        }
        return ids;
    }

    @Override
    public Output read(ConsumerRecord<byte[], byte[]> record) {
        TokenRecord tokens = Wire.tokens(record.value());
        Tokenizer tokenizer = tokenizers.computeIfAbsent(tokens.getTokenizer(), TokenizerRegistry::load);
        byte[] content = TokenRecordDecoder.decode(tokens, table(tokens.getMergeTableId()), tokenizer);
        return new Output(
                tokens.getSourcePartition(),
                tokens.getSourceOffset(),
                tokens.getTokenizer(),
                IntBuffer.wrap(ids(tokens.getTokenizer(), content)));
    }

    private @Nullable MergeTable table(@Nullable String id) {
        if (id == null) {
            return null;
        }
        merged++;
        if (!tables.containsKey(id)) {
            CommittedRecords.readAll(cluster.bootstrapServers(), merges).forEach(record -> {
                MergeTable table = Wire.mergeTable(record.value());
                tables.put(table.getId(), table);
            });
        }
        return tables.get(id);
    }
}

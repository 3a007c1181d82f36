package dev.millrace.it.chaos;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@link NaiveBufferApp} as a subject: content goes in as it is and its bytes come out as ids. */
public final class NaiveSubject implements Subject {

    @Override
    public Class<? extends StreamsApp> app() {
        return NaiveBufferApp.class;
    }

    @Override
    public Map<String, String> properties(String documents, String tokens) {
        return Map.of(NaiveBufferApp.DOCUMENTS, documents, NaiveBufferApp.TOKENS, tokens);
    }

    @Override
    public byte[] value(int index, byte[] content) {
        return content;
    }

    @Override
    public List<String> tokenizers(int index) {
        return List.of("bytes");
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
        ByteBuffer value = ByteBuffer.wrap(record.value());
        int partition = value.getInt();
        long offset = value.getLong();
        return new Output(partition, offset, "bytes", value.asIntBuffer());
    }
}

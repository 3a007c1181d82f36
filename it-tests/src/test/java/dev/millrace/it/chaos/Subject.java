package dev.millrace.it.chaos;

import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a chaos run runs: an application, how to feed it and what must come out of it. */
public interface Subject {

    /** The application. */
    Class<? extends StreamsApp> app();

    /** More properties for the application, which reads topic {@code documents} and writes topic {@code tokens}. */
    Map<String, String> properties(String documents, String tokens);

    /** The record value for document {@code index} with {@code content}. */
    byte[] value(int index, byte[] content);

    /** The tokenizers that document {@code index} must be encoded with. */
    List<String> tokenizers(int index);

    /** The ids that {@code tokenizer} must give for {@code content}: the sequential oracle. */
    int[] ids(String tokenizer, byte[] content);

    /** Reads a record of the topic of token records. */
    Output read(ConsumerRecord<byte[], byte[]> record);

    /**
     * One token record.
     *
     * @param sourcePartition partition of its document
     * @param sourceOffset offset of its document
     * @param tokenizer which tokenizer made it
     * @param ids its ids
     */
    record Output(int sourcePartition, long sourceOffset, String tokenizer, IntBuffer ids) {}
}

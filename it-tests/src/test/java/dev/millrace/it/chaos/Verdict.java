package dev.millrace.it.chaos;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a reader of committed records finds, compared with what a sequential program would have written.
 *
 * @param documents fed
 * @param expected (document, tokenizer) pairs that must be there
 * @param missing pairs that are not there
 * @param duplicates records beyond the first of their pair
 * @param unexpected records of a pair nobody asked for
 * @param wrong pairs whose ids differ from the oracle's
 * @param disorder records that come after one of a later document of the same source partition, or lie on the wrong
 *     partition
 */
public record Verdict(
        int documents, int expected, int missing, int duplicates, int unexpected, int wrong, int disorder) {

    /** One line for people. */
    public String line() {
        return "%d documents, %d expected records: %d missing, %d duplicates, %d unexpected, %d with wrong ids, %d out of order"
                .formatted(documents, expected, missing, duplicates, unexpected, wrong, disorder);
    }

    /** Whether everything expected is there once, in order and exact, and nothing else is. */
    public boolean isClean() {
        return missing + duplicates + unexpected + wrong + disorder == 0;
    }

    /**
     * Judges {@code records}, each partition's in offset order.
     *
     * @param fed per source partition the index of the document at each offset
     */
    static Verdict of(
            Subject subject, Corpus corpus, List<List<Integer>> fed, List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Pair, List<IntBuffer>> found = new HashMap<>();
        int disorder = 0;
        long[] latest = new long[fed.size()];
        Arrays.fill(latest, -1);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Subject.Output output = subject.read(record);
            int source = output.sourcePartition();
            if (output.sourceOffset() < latest[source] || record.partition() != source) {
                disorder++;
            }
            latest[source] = Math.max(latest[source], output.sourceOffset());
            found.computeIfAbsent(
                            new Pair(source, output.sourceOffset(), output.tokenizer()), key -> new ArrayList<>(1))
                    .add(output.ids());
        }
        return compare(subject, corpus, fed, found, disorder);
    }

    private static Verdict compare(
            Subject subject, Corpus corpus, List<List<Integer>> fed, Map<Pair, List<IntBuffer>> found, int disorder) {
        int documents = 0;
        int expected = 0;
        int missing = 0;
        int duplicates = 0;
        int wrong = 0;
        for (int partition = 0; partition < fed.size(); partition++) {
            List<Integer> indexes = fed.get(partition);
            for (int offset = 0; offset < indexes.size(); offset++) {
                int index = indexes.get(offset);
                byte[] content = corpus.content(index);
                documents++;
                for (String tokenizer : subject.tokenizers(index)) {
                    expected++;
                    List<IntBuffer> ids = found.remove(new Pair(partition, offset, tokenizer));
                    if (ids == null) {
                        missing++;
                        continue;
                    }
                    duplicates += ids.size() - 1;
                    wrong += ids.get(0).equals(IntBuffer.wrap(subject.ids(tokenizer, content))) ? 0 : 1;
                }
            }
        }
        int unexpected = found.values().stream().mapToInt(List::size).sum();
        return new Verdict(documents, expected, missing, duplicates, unexpected, wrong, disorder);
    }

    private record Pair(int partition, long offset, String tokenizer) {}
}

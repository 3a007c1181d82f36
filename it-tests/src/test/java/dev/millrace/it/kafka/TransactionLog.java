package dev.millrace.it.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.awaitility.Awaitility;

/**
 * What the brokers themselves know of transactions: those open now, and, from the coordinator's log, how each one
 * ended. Transactional ids of a Streams application are {@code applicationId-processId-thread}.
 */
public final class TransactionLog {
    private static final String TOPIC = "__transaction_state";
    private static final byte PREPARE_COMMIT = 2;
    private static final byte PREPARE_ABORT = 3;

    private final TestCluster cluster;
    private final String outputTopic;

    /** Looks at transactions that wrote to {@code outputTopic}; others do not matter. */
    public TransactionLog(TestCluster cluster, String outputTopic) {
        this.cluster = cluster;
        this.outputTopic = outputTopic;
    }

    /**
     * A transaction that has ended.
     *
     * @param transactionalId whose it was
     * @param aborted whether it was aborted
     * @param wroteOutput whether it had written to the output topic
     */
    public record Ended(String transactionalId, boolean aborted, boolean wroteOutput) {}

    /** Transactional ids that start with {@code prefix} and have written output which is not committed yet. */
    public Set<String> openWithOutput(String prefix) {
        List<String> open =
                ongoing().stream().filter(id -> id.startsWith(prefix)).toList();
        Map<String, TransactionDescription> descriptions =
                Answer.of(cluster.admin().describeTransactions(open).all(), "describe the transactions " + open);
        return descriptions.entrySet().stream()
                .filter(entry -> entry.getValue().state() == TransactionState.ONGOING)
                .filter(entry -> entry.getValue().topicPartitions().stream()
                        .anyMatch(partition -> partition.topic().equals(outputTopic)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The admin client cannot list transactions while a broker that it knew is away; then the question is put again. */
    private List<String> ongoing() {
        ListTransactionsOptions ongoing = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
        return Awaitility.await("the list of open transactions")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(
                        () -> Answer.of(
                                cluster.admin().listTransactions(ongoing).all(), "list the open transactions"),
                        listed -> true)
                .stream()
                .map(TransactionListing::transactionalId)
                .toList();
    }

    /** All transactions of ids that start with {@code prefix}, each id's in the order in which they ended. */
    public List<Ended> ended(String prefix) {
        List<Ended> ended = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : CommittedRecords.readAll(cluster.bootstrapServers(), TOPIC)) {
            String id = transactionalId(record.key());
            if (record.value() == null || !id.startsWith(prefix)) {
                continue;
            }
            TransactionLogValue value = value(record.value());
            if (value.transactionStatus() == PREPARE_COMMIT || value.transactionStatus() == PREPARE_ABORT) {
                boolean output = value.transactionPartitions().stream()
                        .anyMatch(topic -> topic.topic().equals(outputTopic));
                ended.add(new Ended(id, value.transactionStatus() == PREPARE_ABORT, output));
            }
        }
        return ended;
    }

    /** Of each id that starts with {@code prefix}, the transaction that ended last. */
    public Map<String, Ended> lastOfEach(String prefix) {
        Map<String, Ended> last = new HashMap<>();
        ended(prefix).forEach(ended -> last.put(ended.transactionalId(), ended));
        return last;
    }

    private static String transactionalId(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        short version = buffer.getShort();
        return new TransactionLogKey(new ByteBufferAccessor(buffer), version).transactionalId();
    }

    private static TransactionLogValue value(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        short version = buffer.getShort();
        return new TransactionLogValue(new ByteBufferAccessor(buffer), version);
    }
}

package dev.millrace.topology;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/** Limits that must fit each other, compared before anything runs: what does not fit would fail in mid-stream. */
final class StartupChecks {
    /** Room in a token record for everything but its ids: names, labels, key, headers. */
    static final int RECORD_OVERHEAD = 64 * 1024;

    private static final int CLIENT_MAX_REQUEST_SIZE = 1 << 20;

    private final MillraceConfig config;
    private final Map<String, ?> properties;

    /** {@code properties}: those that Streams will get. */
    StartupChecks(MillraceConfig config, Map<String, ?> properties) {
        this.config = config;
        this.properties = properties;
    }

    /** Largest record, key, value and headers together, that the producer may send. */
    int maxRecordBytes() {
        return (int) StreamsSettings.producerNumber(
                properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, CLIENT_MAX_REQUEST_SIZE);
    }

    long transactionTimeoutMs() {
        return StreamsSettings.producerNumber(properties, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
    }

    /** A full segment must fit into a request. */
    void segmentsFit() {
        int tokens = config.getInt(MillraceConfigDef.RECORD_MAX_TOKENS);
        int bytesPerToken = (config.idsAsArray() ? 5 : 4) + (config.recordSpans() ? 8 : 0);
        long needed = (long) tokens * bytesPerToken + RECORD_OVERHEAD;
        if (needed > maxRecordBytes()) {
            throw new ConfigException(
                    MillraceConfigDef.RECORD_MAX_TOKENS,
                    tokens,
                    "needs records of up to " + needed + " bytes, but max.request.size is " + maxRecordBytes());
        }
    }

    /** Whatever a record waits for must end before the transaction that is open meanwhile is aborted. */
    void waitsFit() {
        waitFits(MillraceConfigDef.BATCH_TIMEOUT_MS);
        waitFits(MillraceConfigDef.REGISTRY_UNAVAILABLE_MS);
    }

    private void waitFits(String key) {
        long wait = config.getLong(key);
        if (wait >= transactionTimeoutMs()) {
            throw new ConfigException(
                    key, wait, "must be below the producer's transaction.timeout.ms of " + transactionTimeoutMs());
        }
    }

    /** The largest sub-batch must be encoded in a third of a transaction, at the speed that was measured. */
    void speedSuffices(String tokenizer, double bytesPerSecond) {
        int batch = config.getInt(MillraceConfigDef.BATCH_MAX_BYTES);
        double seconds = batch / bytesPerSecond;
        double limit = transactionTimeoutMs() / 3_000.0;
        if (seconds > limit) {
            throw new IllegalStateException(String.format(
                    "tokenizer %s must encode %s of %d bytes within a third of transaction.timeout.ms, %.1f s, but at the"
                            + " measured %.0f bytes/s it takes %.1f s",
                    tokenizer, MillraceConfigDef.BATCH_MAX_BYTES, batch, limit, bytesPerSecond, seconds));
        }
    }
}

package dev.millrace.topology;

import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a thread that died of something that can pass; whatever it had not committed is read again.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    /** Long enough that a lasting fault does not become a loop of rebalances. */
    private static final long PAUSE_MS = 1_000;

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        if (!canPass(exception)) {
            LOG.error("a stream thread died of a fault that will not pass; the client stops", exception);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("a stream thread is replaced and reads its uncommitted records again", exception);
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean canPass(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof BackendException || cause instanceof RetriableException || endsTransaction(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether only the transaction or the group membership is lost, which a new thread has anew. Kafka Streams handles
     * most of these itself, but not all: a broker that was away too long and has aborted the transaction meanwhile answers
     * a commit with {@link InvalidTxnStateException}.
     */
    private static boolean endsTransaction(Throwable cause) {
        return cause instanceof ApplicationRecoverableException
                || cause instanceof TransactionAbortableException
                || cause instanceof InvalidTxnStateException
                || cause instanceof OutOfOrderSequenceException;
    }
}

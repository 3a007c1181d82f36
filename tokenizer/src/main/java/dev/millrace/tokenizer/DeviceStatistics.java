package dev.millrace.tokenizer;

import java.util.Set;

/**
 * What a backend with a device tells of it, for metrics.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface DeviceStatistics {

    /** Whether batches still go to the device; once false, it stays false. */
    boolean inUse();

    /** Documents that the device has encoded. */
    long documents();

    /** Every reason for which a document can be encoded on the CPU instead. */
    Set<String> fallbackReasons();

    /** Documents that were encoded on the CPU instead for {@code reason}. */
    long fallbacks(String reason);
}

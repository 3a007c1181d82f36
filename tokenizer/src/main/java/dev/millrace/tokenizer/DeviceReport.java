package dev.millrace.tokenizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backend finds when it tests its device.
 *
 * @param device its name and abilities
 * @param driver version of the driver
 * @param program version of what runs on the device
 * @param tokenizers what was found for each tokenizer
 */
public record DeviceReport(String device, String driver, String program, List<OfTokenizer> tokenizers) {

    /** Copies the list. */
    public DeviceReport {
        tokenizers = List.copyOf(tokenizers);
    }

    /**
     * What was found for a tokenizer.
     *
     * @param name of the tokenizer
     * @param problem why the device cannot be used for it, or null if it passed the self-test
     * @param tested bytes of text in the self-test, 0 if it was not run
     * @param speeds by size of batch, smallest first; empty if nothing was measured
     * @param route where {@code auto} would encode its batches, in one sentence
     */
    public record OfTokenizer(String name, @Nullable String problem, long tested, List<Speed> speeds, String route) {

        /** Copies the list. */
        public OfTokenizer {
            speeds = List.copyOf(speeds);
        }
    }

    /**
     * Throughput at a size of batch.
     *
     * @param batchBytes bytes of text in a batch
     * @param device bytes per second on the device, copies included
     * @param cpu bytes per second on the CPU
     */
    public record Speed(int batchBytes, double device, double cpu) {}
}

package dev.millrace.gpu;

import java.util.Map;

/**
 * Settings of the GPU backend.
 *
 * @param device ordinal of the device, as the driver numbers them
 * @param slots batches on the device at once, each with its memory
 * @param slotBytes bytes of text that a slot takes
 * @param batchMinBytes batches of fewer bytes are encoded on the CPU; {@link #MEASURED} to measure from which size on the device
 *     is faster
 * @param shadowInterval one batch in so many is encoded on the CPU as well and compared; 0 for none
 * @param timeoutMs how long a batch may be on the device before that counts as hanging
 * @param selfTestBytes bytes of text that the self-test encodes for each tokenizer, beside its fixed strings
 */
record GpuOptions(
        int device,
        int slots,
        int slotBytes,
        int batchMinBytes,
        int shadowInterval,
        long timeoutMs,
        int selfTestBytes) {
    /** Prefix of the keys. */
    static final String PREFIX = "millrace.gpu.";

    /** Value of {@link #batchMinBytes} for a measured one. */
    static final int MEASURED = -1;

    /** Slots are never smaller: a batch this small is not worth a device. */
    static final int LEAST_SLOT_BYTES = 256 << 10;

    /** What holds where nothing is configured. */
    static final GpuOptions DEFAULT = new GpuOptions(0, 2, 4 << 20, MEASURED, 1000, 5_000, 256 << 10);

    /**
     * Reads the keys that start with {@link #PREFIX}.
     *
     * @throws IllegalArgumentException if a value is not allowed; the message names the key, the rule and the value
     */
    static GpuOptions of(Map<String, ?> settings) {
        return new GpuOptions(
                (int) number(settings, "device", DEFAULT.device, 0, 1023),
                (int) number(settings, "slots", DEFAULT.slots, 1, 16),
                (int) number(settings, "slot.bytes", DEFAULT.slotBytes, LEAST_SLOT_BYTES, BatchLayout.MOST_BYTES),
                (int) number(settings, "batch.min.bytes", DEFAULT.batchMinBytes, MEASURED, Integer.MAX_VALUE),
                (int) number(settings, "shadow.interval", DEFAULT.shadowInterval, 0, Integer.MAX_VALUE),
                number(settings, "timeout.ms", DEFAULT.timeoutMs, 1, Long.MAX_VALUE),
                (int) number(settings, "selftest.bytes", DEFAULT.selfTestBytes, 0, BatchLayout.MOST_BYTES));
    }

    private static long number(Map<String, ?> settings, String name, long otherwise, long least, long most) {
        Object value = settings.get(PREFIX + name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value.toString().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers that are out of bounds.
        }
        throw new IllegalArgumentException(
                PREFIX + name + " must be a whole number from " + least + " to " + most + ", got " + value);
    }
}

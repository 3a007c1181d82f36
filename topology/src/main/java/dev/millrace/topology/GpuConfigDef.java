package dev.millrace.topology;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import org.apache.kafka.common.config.ConfigDef;

/** The keys of the GPU backend, which reads them itself; see the module {@code gpu}. */
final class GpuConfigDef {
    static final String PREFIX = "millrace.gpu.";

    /** How long a batch may be on the GPU. */
    static final String TIMEOUT_MS = PREFIX + "timeout.ms";

    private GpuConfigDef() {}

    static ConfigDef addTo(ConfigDef def) {
        return def.define(
                        PREFIX + "device",
                        INT,
                        0,
                        between(0, 1023),
                        LOW,
                        "Which GPU encodes, as the NVIDIA driver numbers them.")
                .define(
                        PREFIX + "slots",
                        INT,
                        2,
                        between(1, 16),
                        LOW,
                        "Batches that are on the GPU at once: one is copied while another is encoded.")
                .define(
                        PREFIX + "slot.bytes",
                        INT,
                        4 << 20,
                        between(256 << 10, 64 << 20),
                        LOW,
                        "Bytes of text in a batch on the GPU; each takes about 36 bytes of its memory in each slot. A"
                                + " longer document is encoded on the CPU. Where there is too little memory, slots are"
                                + " halved.")
                .define(
                        PREFIX + "batch.min.bytes",
                        INT,
                        -1,
                        atLeast(-1),
                        LOW,
                        "Batches of fewer bytes are encoded on the CPU; -1 measures at start from which size on the GPU is"
                                + " faster.")
                .define(
                        PREFIX + "shadow.interval",
                        INT,
                        1000,
                        atLeast(0),
                        LOW,
                        "One batch in so many is encoded on the CPU as well, and the ids compared; 0 compares none.")
                .define(
                        TIMEOUT_MS,
                        LONG,
                        5_000L,
                        atLeast(1),
                        LOW,
                        "How long a batch may be on the GPU before that counts as hanging: it, and all that follow, are"
                                + " encoded on the CPU. Must leave the CPU time within "
                                + MillraceConfigDef.BATCH_TIMEOUT_MS
                                + ", of which it is at most half where it is not set.")
                .define(
                        PREFIX + "selftest.bytes",
                        INT,
                        256 << 10,
                        between(0, 64 << 20),
                        LOW,
                        "Bytes of text of the self-test that the GPU must pass for each tokenizer at start, beside fixed"
                                + " strings.");
    }
}

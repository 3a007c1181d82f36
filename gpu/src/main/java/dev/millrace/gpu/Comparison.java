package dev.millrace.gpu;

import dev.millrace.tokenizer.EncodedBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compares what the device made of a batch with what the CPU made of it. */
final class Comparison {
    private Comparison() {}

    /** The first difference in one sentence, without content of documents, or null if there is none. */
    static @Nullable String firstDifference(EncodedBatch cpu, EncodedBatch gpu) {
        if (cpu.size() != gpu.size()) {
            return "the GPU must give all " + cpu.size() + " documents, but gave " + gpu.size();
        }
        for (int i = 0; i < cpu.size(); i++) {
            int at = Arrays.mismatch(
                    cpu.ids(), cpu.offset(i), cpu.offset(i + 1), gpu.ids(), gpu.offset(i), gpu.offset(i + 1));
            if (at >= 0) {
                return "the GPU must give the ids of the CPU, but those of document " + i + " of " + cpu.size()
                        + " differ: " + id(cpu, i, at) + " on the CPU and " + id(gpu, i, at) + " on the GPU at index "
                        + at;
            }
            if (cpu.replacedInvalidUtf8(i) != gpu.replacedInvalidUtf8(i)) {
                return "the GPU must flag what the CPU flags, but document " + i + " is flagged for ill-formed UTF-8"
                        + " by one of them only";
            }
        }
        return null;
    }

    private static String id(EncodedBatch batch, int document, int at) {
        return at < batch.count(document)
                ? "id " + batch.ids()[batch.offset(document) + at]
                : "the end after " + batch.count(document) + " ids";
    }
}

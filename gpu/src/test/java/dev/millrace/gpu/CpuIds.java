package dev.millrace.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** What the CPU's engine makes of segments. */
final class CpuIds {
    private CpuIds() {}

    /** The ids of a segment. */
    static int[] of(Encoder encoder, byte[] segment) {
        int[] ids = new int[segment.length + 1];
        encoder.begin(segment, 0, segment.length);
        return Arrays.copyOf(ids, encoder.next(ids, 0, ids.length));
    }

    /** Asserts that the kernels made the same ids, of the segments that they did not leave; returns the number of these. */
    static int match(Tokenizer tokenizer, List<byte[]> segments, KernelRun.Result result, String what) {
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.BYTES));
        int left = 0;
        for (int i = 0; i < segments.size(); i++) {
            int[] ids = result.ids()[i];
            if (ids == null) {
                left++;
            } else {
                assertThat(ids).as("segment %s, %s", i, what).isEqualTo(of(encoder, segments.get(i)));
            }
        }
        return left;
    }
}

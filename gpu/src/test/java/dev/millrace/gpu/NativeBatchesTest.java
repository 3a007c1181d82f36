package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes batches with the ids of the CPU's engine for src/test/native, which runs the kernels under sanitizers. */
class NativeBatchesTest {
    private static final Path FOLDER = Path.of("target", "native");
    private static final int LARGE = 40_000;
    private static final int SMALL = 1500;

    private final Random random = new Random(TestSettings.seed());

    @ParameterizedTest
    @EnumSource(names = {"CL100K", "O200K", "QWEN2"})
    void batchesForTheSanitizersHaveTheIdsOfTheCpu(Patterns pattern) throws IOException {
        Tokenizer tokenizer = pattern.load();
        DeviceTables tables = DeviceTables.of(GpuModel.of(tokenizer));
        String name = pattern.name().toLowerCase(Locale.ROOT) + ".bin";
        for (int bytes : new int[] {LARGE, SMALL}) {
            List<byte[]> segments = Texts.segments(random, mixed(bytes), 400);
            Path file = FOLDER.resolve((bytes == LARGE ? "large-" : "small-") + name);
            write(file, tables, segments, tokenizer.newEncoder(EncodingOptions.DEFAULT));
            assertThat(file).isNotEmptyFile();
        }
    }

    private byte[] mixed(int bytes) {
        byte[] prose = Texts.corpus(Texts.CORPORA.get(2), random.nextInt(900_000), bytes / 2);
        byte[] nasty = Texts.nasty(random, bytes / 2);
        String longWord = " " + "zyxwvutsrq".repeat(20) + " " + "qrstuvwxyz".repeat(20);
        byte[] word = longWord.getBytes(UTF_8);
        return ByteBuffer.allocate(prose.length + nasty.length + word.length)
                .put(prose)
                .put(nasty)
                .put(word)
                .array();
    }

    private static void write(Path file, DeviceTables tables, List<byte[]> segments, Encoder encoder)
            throws IOException {
        int bytes = segments.stream().mapToInt(segment -> segment.length).sum();
        BatchLayout layout = new BatchLayout(bytes, segments.size(), 64);
        ByteBuffer out =
                ByteBuffer.allocate(tables.size() + 64 * bytes + (1 << 16)).order(ByteOrder.LITTLE_ENDIAN);
        putBytes(out, tables.bytes());
        out.putInt((int) layout.arenaBytes());
        out.putInt(layout.arrays().size());
        for (BatchLayout.Array array : layout.arrays()) {
            out.putInt((int) array.offset()).putInt((int) array.bytes());
        }
        putInput(out, layout, segments);
        putSteps(out, LaunchPlan.of(tables.kind(), layout).steps());
        putExpected(out, layout, segments, encoder);
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }

    private static void putBytes(ByteBuffer out, ByteBuffer bytes) {
        out.putInt(bytes.remaining());
        put(out, bytes);
    }

    private static void put(ByteBuffer out, ByteBuffer bytes) {
        out.put(bytes);
        while ((out.position() & 3) != 0) {
            out.put((byte) 0);
        }
    }

    private static void putInput(ByteBuffer out, BatchLayout layout, List<byte[]> segments) {
        ByteBuffer input = ByteBuffer.allocate(layout.inputBytes()).order(ByteOrder.LITTLE_ENDIAN);
        layout.writeDescriptor(input);
        int at = 0;
        for (int i = 0; i < segments.size(); i++) {
            input.putInt(layout.segmentsOffset() + 4 * i, at);
            input.put(layout.textOffset() + at, segments.get(i));
            at += segments.get(i).length;
        }
        input.putInt(layout.segmentsOffset() + 4 * segments.size(), at);
        out.putInt(3);
        for (int i = 0; i < 3; i++) {
            BatchLayout.Array array = layout.arrays().get(i);
            out.putInt(i);
            put(out, input.slice((int) array.offset(), (int) array.bytes()));
        }
    }

    private static void putSteps(ByteBuffer out, List<LaunchPlan.Step> steps) {
        out.putInt(steps.size());
        for (LaunchPlan.Step step : steps) {
            if (step instanceof LaunchPlan.Fill fill) {
                out.putInt(0).putInt((int) fill.offset()).putInt((int) fill.bytes());
            } else if (step instanceof LaunchPlan.Launch launch) {
                out.putInt(1);
                putBytes(out, ByteBuffer.wrap(launch.kernel().getBytes(UTF_8)));
                out.putInt(launch.blocks()).putInt(launch.threads()).putInt(launch.sharedBytes());
            }
        }
    }

    /** Where the ids of each segment start, and all ids. */
    private static void putExpected(ByteBuffer out, BatchLayout layout, List<byte[]> segments, Encoder encoder) {
        ByteBuffer starts = ByteBuffer.allocate(4 * segments.size() + 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer ids = ByteBuffer.allocate(4 * layout.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] segment : segments) {
            starts.putInt(ids.position() / 4);
            for (int id : CpuIds.of(encoder, segment)) {
                ids.putInt(id);
            }
        }
        starts.putInt(ids.position() / 4);
        out.putInt(2);
        out.putInt((int) layout.outputOffset() + layout.segmentTokensInOutput());
        putBytes(out, starts.flip());
        out.putInt((int) layout.outputOffset() + layout.idsInOutput());
        putBytes(out, ids.flip());
    }
}

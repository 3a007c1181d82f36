package dev.millrace.tokenizer.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whole executables give their bytes back, and under the published vocabulary the Hugging Face library's ids. Natives of
 * JNA in every build; those of a list, one path a line, with {@code -Dmillrace.executables=LIST}.
 */
class ExecutablesTest {
    private static final List<String> OURS = List.of("millrace-binary-16k-v1");

    private final Map<String, Integer> kinds = new TreeMap<>();
    private long files;
    private long bytes;

    private static byte[] library(String name) throws IOException {
        try (InputStream in = ExecutablesTest.class.getResourceAsStream("/com/sun/jna/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static int[] roundTrip(Tokenizer tokenizer, String name, byte[] executable) {
        int[] ids = new int[executable.length];
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        encoder.begin(executable, 0, executable.length);
        int count = encoder.next(ids, 0, ids.length);
        assertThat(tokenizer.decode(ids, 0, count))
                .as("%s under %s", name, tokenizer.name())
                .isEqualTo(executable);
        return Arrays.copyOf(ids, count);
    }

    private void check(Tokenizer published, HuggingFaceOracle library, List<Tokenizer> ours, String name, byte[] file) {
        int[] expected = library.encode(new String(file, ISO_8859_1), false);
        // Not isEqualTo: it would print all ids of a large file.
        assertThat(Arrays.mismatch(roundTrip(published, name, file), expected))
                .as("first id of %s that differs", name)
                .isEqualTo(-1);
        ours.forEach(tokenizer -> roundTrip(tokenizer, name, file));
        BinaryFormat format = BinaryFormat.of(file, 0, file.length);
        kinds.merge(format.kind() + " " + format.architecture(), 1, Integer::sum);
        files++;
        bytes += file.length;
    }

    @Test
    void executablesRoundTripAndHaveTheLibrarysIds() throws IOException {
        Path published = SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json");
        Tokenizer tokenizer = TokenizerRegistry.load(published.toString());
        List<Tokenizer> ours = OURS.stream().map(TokenizerRegistry::load).toList();
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(published)) {
            for (String name : List.of(
                    "linux-x86-64/libjnidispatch.so",
                    "linux-ppc64le/libjnidispatch.so",
                    "linux-s390x/libjnidispatch.so",
                    "linux-riscv64/libjnidispatch.so",
                    "linux-arm/libjnidispatch.so",
                    "win32-aarch64/jnidispatch.dll",
                    "darwin-x86-64/libjnidispatch.jnilib")) {
                check(tokenizer, library, ours, name, library(name));
            }
            assertThat(kinds).hasSize(7);
            String list = System.getProperty("millrace.executables");
            if (list != null) {
                try (Stream<String> paths = Files.lines(Path.of(list))) {
                    for (String path : paths.toList()) {
                        check(tokenizer, library, ours, path, Files.readAllBytes(Path.of(path)));
                    }
                }
                System.out.printf("%,d executables, %,d bytes, no difference: %s%n", files, bytes, kinds);
            }
        }
    }
}

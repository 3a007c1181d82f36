package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Documents of about 4 KB: slices of real text files, cut at random offsets, the same for the same seed. Files take
 * turns, so that a large one does not drown the others.
 */
final class Documents {
    private static final int MIN_BYTES = 2_048;
    private static final int MAX_BYTES = 6_144;

    private final List<byte[]> files;
    private final long seed;

    private Documents(List<byte[]> files, long seed) {
        this.files = files;
        this.seed = seed;
    }

    /** Slices of the text files under {@code folder}: those of at least 8 KiB. */
    static Documents under(Path folder, long seed) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Documents::isText).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(path);
                if (bytes.length >= 2 * MAX_BYTES / 3 * 2) {
                    files.add(bytes);
                }
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "the corpus folder must hold text files of 8 KiB or more, got " + folder);
        }
        return new Documents(files, seed);
    }

    private static boolean isText(Path path) {
        String name = path.toString();
        return Files.isRegularFile(path)
                && !name.contains("/target/")
                && !name.contains("/.git/")
                // Every code point in turn is a test, not a text.
                && !name.contains("utf8_sequence")
                && name.matches(".*\\.(txt|csv|tsv|md|java|xml|avsc)");
    }

    /** Content of document {@code index}, well-formed UTF-8. */
    byte[] content(int index) {
        Random random = new Random(seed * 1_000_003L + index);
        byte[] file = files.get(index % files.size());
        int length = MIN_BYTES + random.nextInt(MAX_BYTES - MIN_BYTES);
        int from = characterStart(file, random.nextInt(file.length - length));
        int to = characterStart(file, from + length);
        // Through a String, so that a file that is not UTF-8 does not make the rivals see something else.
        return new String(file, from, to - from, UTF_8).getBytes(UTF_8);
    }

    private static int characterStart(byte[] file, int position) {
        int start = position;
        while (start > 0 && (file[start] & 0xC0) == 0x80) {
            start--;
        }
        return start;
    }
}

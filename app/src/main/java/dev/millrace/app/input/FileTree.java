package dev.millrace.app.input;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The regular files below a folder, in the order of their names; what cannot be entered is reported and left out. */
public final class FileTree {
    private FileTree() {}

    /**
     * A file to read.
     *
     * @param name path relative to the folder, with {@code /}; the file's own name if it was given itself
     * @param bytes its size when it was found
     */
    public record Entry(Path path, String name, long bytes) {}

    /** Hears of what could not be entered or examined. */
    @FunctionalInterface
    public interface FailureListener {
        /** {@code path} is left out because of {@code failure}. */
        void failed(Path path, IOException failure);
    }

    /** Lists {@code root} itself if it is a file, else all files below it. Symbolic links to folders are not followed. */
    public static List<Entry> list(Path root, FailureListener failures) {
        List<Entry> entries = new ArrayList<>();
        try {
            if (!Files.isDirectory(root)) {
                Path name = root.getFileName();
                entries.add(new Entry(root, name == null ? root.toString() : name.toString(), Files.size(root)));
                return entries;
            }
            Files.walkFileTree(root, new Collector(root, entries, failures));
        } catch (IOException e) {
            failures.failed(root, e);
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Entry> entries;
        private final FailureListener failures;

        Collector(Path root, List<Entry> entries, FailureListener failures) {
            this.root = root;
            this.entries = entries;
            this.failures = failures;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            // Sockets, pipes and devices are no documents; a link counts as what it points to.
            if (Files.isRegularFile(file)) {
                String name = root.relativize(file).toString().replace('\\', '/');
                entries.add(new Entry(file, name, Files.size(file)));
            } else if (attributes.isSymbolicLink() && !Files.exists(file)) {
                failures.failed(file, new NoSuchFileException(file.toString()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            failures.failed(file, failure);
            return FileVisitResult.CONTINUE;
        }
    }
}

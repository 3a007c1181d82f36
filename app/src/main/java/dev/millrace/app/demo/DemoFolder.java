package dev.millrace.app.demo;

import dev.millrace.app.console.UsageException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the demo's broker keeps its data: a folder of the user's, which stays, or a temporary one, which does not. */
final class DemoFolder implements AutoCloseable {
    private final Path path;
    private final boolean temporary;
    private final boolean isNew;
    private final Thread deleteAtExit = new Thread(this::delete, "millrace-delete");

    private DemoFolder(Path path, boolean temporary, boolean isNew) {
        this.path = path;
        this.isNew = isNew;
        this.temporary = temporary;
    }

    /**
     * Creates the folder.
     *
     * @param given the user's, or null
     * @throws UsageException if the user's folder has something in it
     */
    static DemoFolder create(@Nullable Path given) throws IOException {
        if (given == null) {
            DemoFolder folder = new DemoFolder(Files.createTempDirectory("millrace-demo-"), true, true);
            Runtime.getRuntime().addShutdownHook(folder.deleteAtExit);
            return folder;
        }
        boolean isNew = !Files.exists(given);
        Files.createDirectories(given);
        try (Stream<Path> content = Files.list(given)) {
            if (content.findAny().isPresent()) {
                throw new UsageException(
                        "--data-dir must be an empty or new folder, but " + given + " has files in it");
            }
        }
        return new DemoFolder(given.toAbsolutePath(), false, isNew);
    }

    Path path() {
        return path;
    }

    /** The log of broker, clients and topology. */
    Path log() {
        return path.resolve("demo.log");
    }

    /** Keeps the folder, whatever it is: somebody will want to read the log. */
    void keep() {
        if (temporary) {
            Runtime.getRuntime().removeShutdownHook(deleteAtExit);
        }
    }

    /** Leaves things as they were before: nothing has begun but the log. */
    void discard() throws IOException {
        Files.deleteIfExists(log());
        if (isNew) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() {
        if (temporary && Runtime.getRuntime().removeShutdownHook(deleteAtExit)) {
            delete();
        }
    }

    private void delete() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // A broker that is being killed may still write; the system clears its temporary folder some day.
            return;
        }
    }
}

package dev.millrace.app.tokens;

import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that appears complete or not at all: it is written beside its place and then moved there. */
final class WrittenFile {
    private WrittenFile() {}

    /** Writes the content. */
    @FunctionalInterface
    interface Content {
        /** Writes all of it to {@code out}, which is buffered and closed by the caller. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Creates {@code folder} unless it is there.
     *
     * @throws CommandFailure if it cannot be created, or no file in it
     */
    static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailure(folder + " cannot be made a folder: " + Reasons.of(e), e);
        }
        if (!Files.isWritable(folder)) {
            throw new CommandFailure(folder + " cannot be written to: permission denied");
        }
    }

    /**
     * Writes {@code file}; one that was there stays as it is until the new one is complete.
     *
     * @throws CommandFailure if it cannot be written
     */
    static void write(Path file, Content content) {
        Path part = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                            part,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
                content.write(out);
                out.flush();
                channel.force(true); // some disks say only now that they are full
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be written: " + Reasons.of(e), e);
        } finally {
            delete(part);
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // Whatever kept the file from being written keeps its part; nobody loads a file of that name.
            return;
        }
    }
}

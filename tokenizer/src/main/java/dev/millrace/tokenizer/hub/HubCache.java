package dev.millrace.tokenizer.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The cache in the layout of Hugging Face's tools, so that what one has downloaded the other finds:
 *
 * <pre>
 *   models--ORG--NAME/refs/REVISION              the commit that REVISION was last seen to be
 *   models--ORG--NAME/snapshots/COMMIT/FILE      the file, a link into blobs where links exist
 *   models--ORG--NAME/blobs/CHECKSUM             the content
 * </pre>
 */
final class HubCache {
    private final Path folder;

    HubCache(Path cache, String repository) {
        this.folder = cache.resolve("models--" + repository.replace("/", "--"));
    }

    /** The commit that {@code revision} was last seen to be, or null. */
    @Nullable
    String commit(String revision) throws IOException {
        if (HubAddress.isCommit(revision)) {
            return revision;
        }
        Path ref = folder.resolve("refs").resolve(revision);
        return Files.isRegularFile(ref) ? Files.readString(ref).strip() : null;
    }

    /**
     * The cached file of a commit, or null.
     *
     * @throws TokenizerLoadException if its content is no longer what its checksum says
     */
    @Nullable
    Path file(String commit, String name) throws IOException {
        Path file = folder.resolve("snapshots").resolve(commit).resolve(name);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        String checksum = String.valueOf(file.toRealPath().getFileName());
        if (Checksums.isChecksum(checksum) && !Checksums.matches(checksum, Files.readAllBytes(file))) {
            throw new TokenizerLoadException(file + " must have the checksum " + checksum
                    + ", but has not; delete it and it is downloaded again");
        }
        return file;
    }

    /** Stores a download and returns the file. */
    Path store(String revision, String commit, String name, String checksum, byte[] content) throws IOException {
        Path blob = folder.resolve("blobs").resolve(checksum);
        replace(blob, content);
        Path snapshot = folder.resolve("snapshots").resolve(commit);
        Path file = snapshot.resolve(name);
        Files.createDirectories(snapshot);
        Files.deleteIfExists(file);
        try {
            Files.createSymbolicLink(file, snapshot.relativize(blob));
        } catch (UnsupportedOperationException | IOException e) {
            replace(file, content); // a file system without links
        }
        remember(revision, commit);
        return file;
    }

    /** Notes that {@code revision} is {@code commit} now. */
    void remember(String revision, String commit) throws IOException {
        if (!HubAddress.isCommit(revision)) {
            replace(folder.resolve("refs").resolve(revision), commit.getBytes(UTF_8));
        }
    }

    /** Writes beside and moves, so that no reader and no crash ever sees half a file. */
    static void replace(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " must be a file");
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, ".part", "");
        try {
            Files.write(part, content);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

package dev.millrace.gpu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jcuda.driver.JCudaDriver;

/**
 * Makes JCuda load its native library from a folder that nobody else can write. JCuda itself unpacks it to a fixed name in the
 * shared temporary folder and loads a file that is already there without a look, so that anybody may have planted it.
 */
final class JCudaNatives {
    private static final String TEMPORARY = "java.io.tmpdir";

    private JCudaNatives() {}

    /**
     * Loads the library.
     *
     * @throws LinkageError if it cannot be loaded, or the driver's cannot
     * @throws IOException if it cannot be unpacked
     */
    static synchronized void load() throws IOException {
        Path folder = Files.createTempDirectory(
                "millrace-jcuda-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String before = System.getProperty(TEMPORARY);
        System.setProperty(TEMPORARY, folder.toString());
        try {
            // The first use of the class loads the library, while the property says where.
            JCudaDriver.setExceptionsEnabled(false);
        } finally {
            System.setProperty(TEMPORARY, before);
            delete(folder);
        }
    }

    /** What is loaded stays loaded without its file. */
    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}

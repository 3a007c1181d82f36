package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the file of NVIDIA's driver where the dynamic linker would find it, so that nothing of JCuda is loaded where there is
 * none: JCuda's classes stay broken for the life of the process once they have failed to load.
 */
final class DriverLibrary {
    /** File name of the driver's library. */
    static final String NAME = "libcuda.so.1";

    private static final Path LINKER_CACHE = Path.of("/etc/ld.so.cache");
    private static final List<String> DEFAULT_FOLDERS =
            List.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib");

    private DriverLibrary() {}

    /** Where the driver's library is, or null if there is none. */
    static @Nullable Path find() {
        return find(System.getenv("LD_LIBRARY_PATH"), LINKER_CACHE, DEFAULT_FOLDERS);
    }

    static @Nullable Path find(@Nullable String searchPath, Path linkerCache, List<String> folders) {
        List<Path> candidates = new ArrayList<>();
        if (searchPath != null) {
            for (String folder : searchPath.split(File.pathSeparator, -1)) {
                candidates.add(Path.of(folder, NAME));
            }
        }
        candidates.addAll(cached(linkerCache));
        folders.forEach(folder -> candidates.add(Path.of(folder, NAME)));
        return candidates.stream().filter(Files::isReadable).findFirst().orElse(null);
    }

    /** The paths of the library in the linker's cache, a file of strings that end in a zero byte. */
    private static List<Path> cached(Path linkerCache) {
        List<Path> found = new ArrayList<>();
        try {
            String cache = new String(Files.readAllBytes(linkerCache), ISO_8859_1);
            String end = "/" + NAME + "\0";
            for (int at = cache.indexOf(end); at >= 0; at = cache.indexOf(end, at + 1)) {
                int start = cache.lastIndexOf('\0', at) + 1;
                found.add(Path.of(cache.substring(start, at + end.length() - 1)));
            }
        } catch (IOException e) {
            // No cache, or not for us to read: the linker has its default folders as well.
            return found;
        }
        return found;
    }
}

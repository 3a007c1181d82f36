package dev.millrace.serdes.peer;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build puts the peers: beside the test classes, or beside the jar of them. */
final class Peers {
    private Peers() {}

    static Path find(String name) {
        try {
            Path classes = Path.of(Peers.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path peer = classes.resolveSibling("peers").resolve(name);
            if (!Files.exists(peer)) {
                throw new IllegalStateException(
                        "The build must fetch the peers of the tests (not with -DskipTests), but " + peer
                                + " is not there.");
            }
            return peer;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

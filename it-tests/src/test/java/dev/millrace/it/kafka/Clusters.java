package dev.millrace.it.kafka;

import org.jspecify.annotations.Nullable;

/** Hands out clusters; the one with a single broker is shared by all tests of the JVM. */
public final class Clusters {
    private static @Nullable TestCluster shared;

    private Clusters() {}

    /** The shared cluster with one broker. It lives as long as the JVM: use topics and groups of your own. */
    public static synchronized TestCluster single() {
        if (shared == null) {
            shared = new EmbeddedCluster(1);
        }
        return shared;
    }

    /** A new cluster with three brokers that can {@linkplain TestCluster#bounce bounce}; close it. */
    public static TestCluster three() {
        return new EmbeddedCluster(3);
    }

    /** Stops the shared cluster, if it was ever used. */
    static synchronized void stopShared() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}

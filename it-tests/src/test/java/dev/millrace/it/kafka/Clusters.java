package dev.millrace.it.kafka;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Hands out clusters; the one with a single broker is shared by all tests of the JVM. It runs in this JVM, or with {@code
 * -Dmillrace.it.kafka=testcontainers} in a container; without a Docker engine its tests are then skipped.
 */
public final class Clusters {
    private static @Nullable TestCluster shared;

    private Clusters() {}

    /** The shared cluster with one broker. It lives as long as the JVM: use topics and groups of your own. */
    public static synchronized TestCluster single() {
        if (shared == null) {
            shared = wantsContainers() ? container() : new EmbeddedCluster(1);
        }
        return shared;
    }

    /** A new cluster with three brokers that can {@linkplain TestCluster#bounce bounce}; close it. */
    public static TestCluster three() {
        return new EmbeddedCluster(3);
    }

    private static boolean wantsContainers() {
        return "testcontainers".equals(System.getProperty("millrace.it.kafka"));
    }

    private static TestCluster container() {
        if (!ContainerCluster.isPossible()) {
            System.out.println("skipped: millrace.it.kafka=testcontainers needs a Docker engine, and none was found");
            Assumptions.abort("no Docker engine");
        }
        return new ContainerCluster();
    }

    /** Stops the shared cluster, if it was ever used. */
    static synchronized void stopShared() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}

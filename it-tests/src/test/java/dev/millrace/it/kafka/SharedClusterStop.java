package dev.millrace.it.kafka;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Stops the shared cluster after the last test. */
public final class SharedClusterStop implements LauncherSessionListener {

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Clusters.stopShared();
    }
}

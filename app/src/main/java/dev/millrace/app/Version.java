package dev.millrace.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code millrace --version} prints. */
final class Version implements IVersionProvider {
    // From the file that the build fills in. Asking Kafka's own class would create a logger before the log is set up.
    private static final Properties BUILD = build();

    private static Properties build() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "millrace " + BUILD.getProperty("version") + " (Kafka " + BUILD.getProperty("kafka") + ", Java "
                    + Runtime.version().feature() + ")"
        };
    }
}

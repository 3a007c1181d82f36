package dev.millrace.serdes;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** TLS towards a registry, from Kafka's own keys and with Kafka's own reading of key and trust stores. */
final class RegistryTls {
    private RegistryTls() {}

    /**
     * The context that {@code ssl} describes, or empty to use the JVM's.
     *
     * @param ssl keys {@code ssl.…} as of a Kafka client
     */
    static Optional<SSLContext> context(Map<String, Object> ssl) {
        if (ssl.isEmpty()) {
            return Optional.empty();
        }
        Object identification = ssl.getOrDefault(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        if (!"https".equalsIgnoreCase(identification.toString())) {
            throw new ConfigException(
                    "schema.registry." + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
                    identification,
                    "must be https, since the host name of a registry is always checked");
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(ssl);
            return Optional.of(factory.sslContext());
        }
    }
}

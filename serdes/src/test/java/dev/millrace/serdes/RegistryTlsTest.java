package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with stores that the JDK's keytool makes: one key for localhost, one for another host, one for a client. */
final class RegistryTlsTest {
    private static final String PASSWORD = "changeit";
    private static final SchemaReference REFERENCE = new SchemaReference.Id(7);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @BeforeAll
    static void makeStores() throws Exception {
        makeKey("server", "localhost");
        makeKey("other", "elsewhere.example");
        makeKey("client", "client.example");
    }

    private static void makeKey(String name, String host) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).as("keytool").isZero();
        Certificate certificate = load(name).getCertificate(name);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(name, certificate);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + "-trust.p12"))) {
            trust.store(out, PASSWORD.toCharArray());
        }
        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private static KeyStore load(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** A server with the key of {@code name} that knows the test's client. */
    private static FakeRegistry server(String name, boolean clientCertificate)
            throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(name), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load("client-trust"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return FakeRegistry.https(context, clientCertificate)
                .answering(FakeRegistry.json(404, "{'error_code':40403,'message':'none'}"));
    }

    private static RegistryClient client(FakeRegistry server, String trustStore, String... more) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", server.url()));
        if (!trustStore.isEmpty()) {
            configs.put(
                    "schema.registry.ssl.truststore.location",
                    folder.resolve(trustStore + ".p12").toString());
            configs.put("schema.registry.ssl.truststore.password", PASSWORD);
            configs.put("schema.registry.ssl.truststore.type", "PKCS12");
        }
        for (int i = 0; i < more.length; i += 2) {
            configs.put(more[i], more[i + 1]);
        }
        return RegistryClient.create(configs);
    }

    @Test
    void trustsTheServerOfATrustStore() throws Exception {
        try (FakeRegistry server = server("server", false)) {
            assertThatThrownBy(() -> client(server, "server-trust").fetch(REFERENCE))
                    .isInstanceOf(SchemaNotFoundException.class);
        }
    }

    @Test
    void takesCertificatesInPemForm() throws Exception {
        try (FakeRegistry server = server("server", false)) {
            String certificate = Files.readString(folder.resolve("server.pem"));
            RegistryClient client = client(
                    server,
                    "",
                    "schema.registry.ssl.truststore.type",
                    "PEM",
                    "schema.registry.ssl.truststore.certificates",
                    certificate);
            assertThatThrownBy(() -> client.fetch(REFERENCE)).isInstanceOf(SchemaNotFoundException.class);
        }
    }

    @Test
    void trustsNoUnknownServer() throws Exception {
        try (FakeRegistry server = server("server", false)) {
            assertThatThrownBy(() -> client(server, "other-trust").fetch(REFERENCE))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> client(server, "").fetch(REFERENCE))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void trustsNoKnownServerUnderAnotherName() throws Exception {
        try (FakeRegistry server = server("other", false)) {
            assertThatThrownBy(() -> client(server, "other-trust").fetch(REFERENCE))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void showsACertificateOfItsOwn() throws Exception {
        try (FakeRegistry server = server("server", true)) {
            assertThatThrownBy(() -> client(server, "server-trust").fetch(REFERENCE))
                    .isInstanceOf(RegistryUnavailableException.class);
            RegistryClient known = client(
                    server,
                    "server-trust",
                    "schema.registry.ssl.keystore.location",
                    folder.resolve("client.p12").toString(),
                    "schema.registry.ssl.keystore.password",
                    PASSWORD,
                    "schema.registry.ssl.key.password",
                    PASSWORD,
                    "schema.registry.ssl.keystore.type",
                    "PKCS12");
            assertThatThrownBy(() -> known.fetch(REFERENCE)).isInstanceOf(SchemaNotFoundException.class);
        }
    }

    @Test
    void refusesToLeaveTheHostNameUnchecked() throws Exception {
        try (FakeRegistry server = server("other", false)) {
            assertThatThrownBy(() ->
                            client(server, "other-trust", "schema.registry.ssl.endpoint.identification.algorithm", ""))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("host name");
        }
    }
}

package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawDocument;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaRegistryConfigTest {
    private static SchemaRegistryConfig config(Object... keysAndValues) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", "http://localhost:8081"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            configs.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SchemaRegistryConfig(configs);
    }

    @Test
    void hasConfluentsDefaults() {
        SchemaRegistryConfig config = config();
        assertThat(config.autoRegister()).isTrue();
        assertThat(config.useLatest()).isFalse();
        assertThat(config.normalize()).isFalse();
        assertThat(config.specificReader()).isFalse();
        assertThat(config.subjectNameStrategy(true)).isEqualTo(SubjectNameStrategy.TOPIC_NAME);
        assertThat(config.subjectNameStrategy(false)).isEqualTo(SubjectNameStrategy.TOPIC_NAME);
        assertThat(config.mockScope()).isEmpty();
    }

    @Test
    void keepsThePathOfEveryUrl() {
        SchemaRegistryConfig config =
                config("schema.registry.url", "http://a:8080/apis/ccompat/v7/, https://b , http://[::1]:1//");
        assertThat(config.urls())
                .containsExactly(
                        URI.create("http://a:8080/apis/ccompat/v7"),
                        URI.create("https://b"),
                        URI.create("http://[::1]:1"));
    }

    @Test
    void takesTheRestOfAMockUrlAsItsName() {
        assertThat(config("schema.registry.url", "mock://a/b:c").mockScope()).contains("a/b:c");
        assertThat(config("schema.registry.url", "mock://").mockScope()).contains("");
        assertThatThrownBy(() -> config("schema.registry.url", "mock://a,mock://b"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "localhost:8081", "ftp://host", "http:///path", "http://a b", "http://ok,nonsense"})
    void refusesWhatIsNoUrl(String url) {
        assertThatThrownBy(() -> config("schema.registry.url", url))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void requiresAUrl() {
        assertThatThrownBy(() -> new SchemaRegistryConfig(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void takesEveryKeyWithTheClientPrefixToo() {
        SchemaRegistryConfig config = config(
                "schema.registry.basic.auth.credentials.source",
                "USER_INFO",
                "schema.registry.basic.auth.user.info",
                "ann:secret",
                "schema.registry.auto.register.schemas",
                "false",
                "auto.register.schemas",
                "true");
        assertThat(config.basicCredentials(URI.create("http://h"))).contains("ann:secret");
        assertThat(config.autoRegister()).isFalse();
    }

    @Test
    void takesCredentialsFromTheUrlAndShowsThemNowhere() {
        SchemaRegistryConfig config = config("schema.registry.url", "https://ann:s%40c@host:1/p");
        URI url = config.urls().get(0);
        assertThat(config.basicCredentials(url)).contains("ann:s@c");
        assertThat(SchemaRegistryConfig.withoutUserInfo(url)).isEqualTo("https://host:1/p");
        assertThatThrownBy(() -> config("schema.registry.url", "ftp://ann:secret@host"))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("ftp://host");
    }

    @ParameterizedTest
    @CsvSource({
        "basic.auth.credentials.source, SASL_INHERIT",
        "basic.auth.credentials.source, USER_INFO",
        "bearer.auth.credentials.source, OAUTHBEARER",
        "bearer.auth.credentials.source, STATIC_TOKEN",
        "http.read.timeout.ms, 0",
        "value.subject.name.strategy, Nonsense",
        "auto.register.schemas, perhaps",
        "specific.avro.value.type, no.such.Class",
        "proxy.host, proxy.example"
    })
    void refusesWhatItCannotDo(String key, String value) {
        assertThatThrownBy(() -> config(key, value)).isInstanceOf(ConfigException.class);
    }

    @Test
    void refusesTwoKindsOfCredentials() {
        assertThatThrownBy(() -> config(
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "ann:secret",
                        "bearer.auth.token", "token"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("but both are");
    }

    @Test
    void takesClassObjectsWhereKafkaPassesThem() {
        SchemaRegistryConfig config = config("specific.avro.value.type", RawDocument.class);
        assertThat(config.specificType(false)).isEqualTo(RawDocument.class);
        assertThat(config.specificType(true)).isNull();
    }

    @Test
    void documentsEveryKey() {
        SchemaRegistryConfig.definition()
                .configKeys()
                .values()
                .forEach(key -> assertThat(key.documentation).as(key.name).isNotBlank());
    }

    @Test
    void hidesSecrets() {
        assertThat(config("bearer.auth.token", "s3cret").values().toString()).doesNotContain("s3cret");
    }
}

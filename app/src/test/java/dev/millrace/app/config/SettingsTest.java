package dev.millrace.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.app.console.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static String printed(Map<String, String> keys) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, false, UTF_8);
        new PrintedConfig(print).print(keys);
        print.flush();
        return out.toString(UTF_8);
    }

    @Test
    void anUnknownKeyAndABadValueAreBadUsage() {
        assertThatThrownBy(() -> new Settings(Map.of("millrace.nonsense", "1")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("millrace.nonsense");
        assertThatThrownBy(() -> new Settings(Map.of(Settings.HTTP_PORT, "eighty")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(Settings.HTTP_PORT);
    }

    @Test
    void printsEveryKeyWithItsVariableAndDefault() {
        String text = printed(Map.of());

        Settings.definitions().keySet().forEach(key -> assertThat(text).contains("\n#" + key + "="));
        assertThat(text).contains("$MILLRACE_BATCH_MAX_BYTES\n#millrace.batch.max.bytes=4194304\n");
        assertThat(text.lines()).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    @Test
    void whatIsPrintedIsAConfigurationWithTheSameMeaning() throws IOException {
        Map<String, String> keys = Map.of(
                "bootstrap.servers", "b:9092",
                "millrace.tokenizers", "o200k_base,mine=C:\\mine.json",
                "millrace.http.port", "0",
                "millrace.tokenizer.domain.legal", "mine");
        Properties read = new Properties();
        read.load(new StringReader(printed(keys)));
        Map<String, String> again = new HashMap<>();
        read.stringPropertyNames().forEach(key -> again.put(key, read.getProperty(key)));

        assertThat(again).isEqualTo(keys);
    }

    @Test
    void whatIsPrintedSetsNothingButWhatWasSetEvenWithAllDefaultsUncommented() throws IOException {
        Properties read = new Properties();
        read.load(new StringReader(printed(Map.of()).replaceAll("(?m)^#(millrace\\.\\S+=.)", "$1")));
        Map<String, String> defaults = new HashMap<>();
        read.stringPropertyNames().forEach(key -> defaults.put(key, read.getProperty(key)));

        assertThat(defaults).isNotEmpty();
        assertThat(new Settings(defaults).tokenization().values())
                .isEqualTo(new Settings(Map.of()).tokenization().values());
    }

    @Test
    void secretsAreNotPrinted() {
        String text = printed(Map.of(
                "basic.auth.user.info", "user:hunter2",
                "sasl.jaas.config", "hunter2",
                "ssl.keystore.password", "hunter2"));

        assertThat(text).doesNotContain("hunter2").contains("basic.auth.user.info=(hidden)");
    }

    @Test
    void eachClientGetsItsOwnKeysAndThoseThatNobodyKnows() {
        Settings settings = new Settings(Map.of(
                "bootstrap.servers", "b:9092",
                "producer.linger.ms", "9",
                "linger.ms", "3",
                "max.poll.records", "5",
                "num.stream.threads", "2",
                "schema.registry.url", "mock://x",
                "consumer.client.id", "c"));

        assertThat(ClientProperties.producer(settings.tokenization()))
                .isEqualTo(Map.of("bootstrap.servers", "b:9092", "linger.ms", "9", "schema.registry.url", "mock://x"));
        assertThat(ClientProperties.consumer(settings.tokenization()))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "b:9092",
                        "max.poll.records", "5",
                        "client.id", "c",
                        "schema.registry.url", "mock://x"));
        assertThatThrownBy(() -> ClientProperties.admin(new Settings(Map.of()).tokenization()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("bootstrap.servers");
    }
}

package dev.millrace.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.app.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EnvironmentTest {
    @Test
    void variablesBecomeKeys() {
        assertThat(Environment.keys(Map.of(
                        "MILLRACE_BATCH_MAX_BYTES", "1",
                        "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "b:9092",
                        "MILLRACE_KAFKA_MAIN_CONSUMER_MAX_POLL_RECORDS", "7",
                        "MILLRACE_TOKENIZER_DOMAIN_NON__PROFIT___LAW", "a",
                        "PATH", "/bin",
                        "MILLRACE_OPTS", "-Xmx1g",
                        "MILLRACE_CONFIG", "file")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "millrace.batch.max.bytes", "1",
                        "bootstrap.servers", "b:9092",
                        "main.consumer.max.poll.records", "7",
                        "millrace.tokenizer.domain.non_profit-law", "a"));
    }

    @Test
    void everyKeyHasAVariableThatMeansIt() {
        Stream.concat(Settings.definitions().keySet().stream(), StreamsConfig.configDef().names().stream())
                .forEach(key -> assertThat(Environment.keys(Map.of(Environment.variable(key), "x")))
                        .as(Environment.variable(key))
                        .isEqualTo(Map.of(key, "x")));
    }

    @Test
    void variablesThatKubernetesMakesOfServicesAreNoKeys() {
        assertThat(Environment.keys(Map.of(
                        "MILLRACE_SERVICE_HOST", "10.0.0.1",
                        "MILLRACE_SERVICE_PORT", "8080",
                        "MILLRACE_SERVICE_PORT_HTTP", "8080",
                        "MILLRACE_PORT", "tcp://10.0.0.1:8080",
                        "MILLRACE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                        "MILLRACE_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "MILLRACE_HTTP_PORT", "tcp://10.0.0.1:8080",
                        "MILLRACE_KAFKA_PORT_9092_TCP_PROTO", "tcp",
                        "MILLRACE_KAFKA_SERVICE_HOST", "10.0.0.2")))
                .isEmpty();
        assertThat(Environment.keys(Map.of("MILLRACE_HTTP_PORT", "9090")))
                .isEqualTo(Map.of("millrace.http.port", "9090"));
    }

    @Test
    void anOptionWinsOverTheEnvironmentAndThatOverTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("millrace.properties"),
                "millrace.http.port=1\nmillrace.template = true \nmillrace.tokens.topic=file\n");
        ConfigFlags flags = new ConfigFlags();
        new CommandLine(new Host(flags)).parseArgs("--config", file.toString(), "--set", "millrace.http.port=3");

        assertThat(flags.keys(Map.of("MILLRACE_HTTP_PORT", "2", "MILLRACE_TOKENS_TOPIC", "environment")))
                .isEqualTo(Map.of(
                        "millrace.http.port", "3",
                        "millrace.template", "true",
                        "millrace.tokens.topic", "environment"));
    }

    @Test
    void theEnvironmentCanNameTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("millrace.properties"), "bootstrap.servers=b:9092");

        assertThat(new ConfigFlags().keys(Map.of("MILLRACE_CONFIG", file.toString())))
                .isEqualTo(Map.of("bootstrap.servers", "b:9092"));
        assertThatThrownBy(() -> new ConfigFlags().keys(Map.of("MILLRACE_CONFIG", file + ".missing")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no such file");
    }

    @CommandLine.Command
    private record Host(@CommandLine.Mixin ConfigFlags flags) {}
}

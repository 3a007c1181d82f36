package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MillraceConfigTest {
    @Test
    void everyKeyWithDecimalsRefusesWhatIsNoNumber() {
        var decimals = MillraceConfig.configDef().configKeys().values().stream()
                .filter(key -> key.type == ConfigDef.Type.DOUBLE)
                .toList();
        assertThat(decimals).hasSizeGreaterThanOrEqualTo(3).allSatisfy(key -> {
            for (String value : new String[] {"NaN", "Infinity", "-0.001", "8.001"}) {
                assertThatThrownBy(() -> TopologyFixture.config(key.name, value))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining(value)
                        .hasMessageContaining(key.name + ": must be a number from 0.0 to ");
            }
            assertThat(TopologyFixture.config(key.name, "0.5").getDouble(key.name))
                    .isEqualTo(0.5);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "millrace.redaction.policy, surrogate, millrace.redaction.key",
        "millrace.redaction.policy.ssn, year, must suit its type",
        "millrace.redaction.policy.name, tag, health.plan",
        "millrace.redaction.policy.ssn, nonsense, 'must be one of keep, tag'",
        "millrace.redaction.key, short, at least 16 bytes",
        "millrace.redaction.rejected.topic, documents-rejected, another topic",
    })
    void redactionIsCheckedWhereNoTopicIsRedacted(String key, String value, String message) {
        assertThatThrownBy(() -> TopologyFixture.config(key, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "millrace.tokens.topic, documents, millrace.documents.topics",
        "millrace.rejected.topic, documents, millrace.documents.topics",
        "millrace.redaction.rejected.topic, documents, millrace.documents.topics",
        "millrace.merges.topic, tokens, millrace.tokens.topic",
        "millrace.rejected.topic, token-merges, millrace.merges.topic",
    })
    void whatIsWrittenIsNotReadAgainAndTopicsAreNotShared(String key, String topic, String other) {
        assertThatThrownBy(() -> TopologyFixture.config(key, topic))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Invalid value " + topic + " for configuration " + key + ": must be another topic than "
                        + other);
    }

    @Test
    void aGpuLeavesTheCpuTimeWithinTheWaitOfARecord() {
        String gpu = "millrace.gpu.timeout.ms";
        String batch = "millrace.batch.timeout.ms";
        for (String backend : new String[] {"cpu", "auto", "gpu"}) {
            assertThatThrownBy(() ->
                            TopologyFixture.config("millrace.encoder.backend", backend, gpu, "20000", batch, "20000"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("Invalid value 20000 for configuration " + gpu)
                    .hasMessageContaining("must be below " + batch + ", which is 20000");
        }
        assertThat(TopologyFixture.config(gpu, "19999").backendSettings()).containsEntry(gpu, 19_999L);
        assertThat(TopologyFixture.config().backendSettings()).containsEntry(gpu, 5_000L);
        assertThat(TopologyFixture.config(batch, "4000").backendSettings()).containsEntry(gpu, 2_000L);
    }
}

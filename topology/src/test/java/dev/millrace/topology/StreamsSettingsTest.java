package dev.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {
    private static final String OURS = MicroBatchInterceptor.class.getName();
    private static final String MAIN_KEY = "main.consumer.interceptor.classes";

    private static Properties properties(String... settings) {
        try (TokenizationRuntime runtime =
                TokenizationRuntime.create(TopologyFixture.config(settings), new SimpleMeterRegistry())) {
            return runtime.streamsProperties();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interceptor.classes", "consumer.interceptor.classes", "main.consumer.interceptor.classes"})
    void ourInterceptorComesAfterTheUsersWhereverTheirsIsConfigured(String key) {
        assertThat(properties(key, "com.example.First, com.example.Second"))
                .containsEntry(MAIN_KEY, "com.example.First, com.example.Second," + OURS);
    }

    @Test
    void interceptorsMayBeClasses() {
        Properties application = new Properties();
        application.put("consumer.interceptor.classes", List.of(String.class));
        try (TokenizationRuntime runtime =
                TokenizationRuntime.create(TopologyFixture.config(), new SimpleMeterRegistry())) {
            runtime.configure(application);
            assertThat(application).containsEntry(MAIN_KEY, "java.lang.String," + OURS);
            runtime.configure(application);
            assertThat(application).as("once is enough").containsEntry(MAIN_KEY, "java.lang.String," + OURS);
        }
    }

    @Test
    void exactlyOnceIsTheDefaultAndTheUsersValuesWin() {
        assertThat(properties())
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("producer.transaction.timeout.ms", 60_000);
        Properties own = properties("transaction.timeout.ms", "45000", "producer.compression.type", "lz4");
        assertThat(own)
                .doesNotContainKey("producer.transaction.timeout.ms")
                .containsEntry("producer.compression.type", "lz4");
    }

    @Test
    void theRecordsOfAPollFitTheHeap() {
        assertThat(StreamsSettings.pollRecords(512L << 20)).isEqualTo(170);
        assertThat(StreamsSettings.pollRecords(64L << 20)).isEqualTo(100);
        assertThat(StreamsSettings.pollRecords(64L << 30)).isEqualTo(5_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "millrace.batch.max.byte=1",
                "millrace.batch.max.bytes=0",
                "millrace.batch.max.bytes=x",
                "millrace.documents.format=xml",
                "millrace.documents.format.documents=xml",
                "millrace.tokenizer.default=unknown",
                "millrace.tokenizer.domain.law=unknown",
                "millrace.tokenizer.topic.elsewhere=cl100k_base",
                "millrace.tokenizers=a=,b",
                "millrace.tokenizers=a=cl100k_base,a=r50k_base",
                "millrace.tokenizers=",
                "millrace.special.tokens=maybe"
            })
    void whatIsWrongIsRefusedAndNamed(String setting) {
        String key = setting.substring(0, setting.indexOf('='));
        assertThatThrownBy(() -> TopologyFixture.config(key, setting.substring(key.length() + 1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key.startsWith("millrace.tokenizer") ? "tokenizer" : key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max.request.size=500000",
                "producer.max.request.size=500000",
                "producer.transaction.timeout.ms=15000"
            })
    void limitsThatDoNotFitEachOtherAreRefusedAtStart(String setting) {
        String[] pair = setting.split("=", 2);
        MillraceConfig config = TopologyFixture.config(pair[0], pair[1]);
        assertThatThrownBy(() -> TokenizationRuntime.create(config, new SimpleMeterRegistry()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(pair[1]);
    }

    @Test
    void aBackendTooSlowForATransactionIsRefusedAtStart() {
        StartupChecks checks =
                new StartupChecks(TopologyFixture.config(), java.util.Map.of("transaction.timeout.ms", "30000"));
        checks.speedSuffices("t", 500_000);
        assertThatThrownBy(() -> checks.speedSuffices("t", 400_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4194304")
                .hasMessageContaining("400000");
    }

    @Test
    void aGpuThatIsAskedForMustBeThere() {
        MillraceConfig config = TopologyFixture.config("millrace.encoder.backend", "gpu");
        assertThatThrownBy(() -> TokenizationRuntime.create(config, new SimpleMeterRegistry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gpu");
    }
}

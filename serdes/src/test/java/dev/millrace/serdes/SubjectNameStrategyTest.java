package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawDocument;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubjectNameStrategyTest {
    @ParameterizedTest
    @CsvSource({
        "TopicName, t-value, t-key",
        "TopicNameStrategy, t-value, t-key",
        "io.confluent.kafka.serializers.subject.TopicNameStrategy, t-value, t-key",
        "RecordName, dev.millrace.schemas.RawDocument, dev.millrace.schemas.RawDocument",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy, dev.millrace.schemas.RawDocument,"
                + " dev.millrace.schemas.RawDocument",
        "TopicRecordName, t-dev.millrace.schemas.RawDocument, t-dev.millrace.schemas.RawDocument",
        "TopicRecordNameStrategy, t-dev.millrace.schemas.RawDocument, t-dev.millrace.schemas.RawDocument"
    })
    void namesSubjects(String configured, String ofValue, String ofKey) {
        SubjectNameStrategy strategy = SubjectNameStrategy.parse("value.subject.name.strategy", configured);
        assertThat(strategy.subject("t", false, RawDocument.getClassSchema())).isEqualTo(ofValue);
        assertThat(strategy.subject("t", true, RawDocument.getClassSchema())).isEqualTo(ofKey);
    }

    @Test
    void refusesAnotherStrategy() {
        assertThatThrownBy(() -> SubjectNameStrategy.parse("value.subject.name.strategy", "com.acme.MyStrategy"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("com.acme.MyStrategy")
                .hasMessageContaining("TopicRecordNameStrategy");
    }
}

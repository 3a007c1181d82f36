package dev.millrace.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** What keys must be to each other. */
final class ConfigChecks {
    private final MillraceConfig config;

    ConfigChecks(MillraceConfig config) {
        this.config = config;
    }

    /**
     * Checks all of it.
     *
     * @throws ConfigException naming the key, the rule and the actual value
     */
    void run() {
        topicsDiffer();
        spans();
        redaction();
        gpuTimeout();
    }

    /** A record that came back as a document would be tokenized for ever, and one of another kind read by nobody. */
    private void topicsDiffer() {
        Map<String, String> keys = new LinkedHashMap<>();
        config.documentsTopics().forEach(topic -> keys.put(topic, MillraceConfigDef.DOCUMENTS_TOPICS));
        for (String key : new String[] {
            MillraceConfigDef.TOKENS_TOPIC,
            MillraceConfigDef.MERGES_TOPIC,
            MillraceConfigDef.REJECTED_TOPIC,
            RedactionConfig.REJECTED_TOPIC
        }) {
            String topic = config.getString(key);
            String other = keys.putIfAbsent(topic, key);
            if (other != null) {
                throw new ConfigException(key, topic, "must be another topic than " + other);
            }
        }
    }

    private void spans() {
        if (!config.recordSpans()) {
            return;
        }
        if (config.getString(MillraceConfigDef.ENCODER_BACKEND).equals("gpu")) {
            throw new ConfigException(
                    MillraceConfigDef.RECORD_SPANS,
                    true,
                    "is done on the CPU, so that " + MillraceConfigDef.ENCODER_BACKEND + " must not be gpu");
        }
        if (!config.getList(MillraceConfigDef.DYNAMIC_TOKENIZERS).isEmpty()) {
            throw new ConfigException(
                    MillraceConfigDef.RECORD_SPANS,
                    true,
                    "knows no spans of merged tokens, so that " + MillraceConfigDef.DYNAMIC_TOKENIZERS
                            + " must be empty");
        }
    }

    /** Also where no topic is redacted yet: whoever names one later should not hear of it in production. */
    private void redaction() {
        for (String topic : config.redactedTopics()) {
            if (!config.documentsTopics().contains(topic)) {
                throw new ConfigException(
                        RedactionConfig.TOPICS, topic, "must be topics of " + MillraceConfigDef.DOCUMENTS_TOPICS);
            }
        }
        var unused = config.configuredPolicy();
    }

    /** The CPU encodes what a GPU has not, within the time that a record waits. */
    private void gpuTimeout() {
        long wait = config.getLong(MillraceConfigDef.BATCH_TIMEOUT_MS);
        long gpu = config.getLong(GpuConfigDef.TIMEOUT_MS);
        if (config.originals().containsKey(GpuConfigDef.TIMEOUT_MS) && gpu >= wait) {
            throw new ConfigException(
                    GpuConfigDef.TIMEOUT_MS,
                    gpu,
                    "must be below " + MillraceConfigDef.BATCH_TIMEOUT_MS + ", which is " + wait);
        }
    }
}

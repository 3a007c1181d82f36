package dev.millrace.topology;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Accepts numbers with decimals from {@code least} to {@code greatest}. Kafka's own range accepts also what is no number,
 * since NaN is neither less nor greater than anything.
 */
record NumberRange(double least, double greatest) implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
        if (!(value instanceof Double number && number >= least && number <= greatest)) {
            throw new ConfigException(name, value, "must be a number from " + least + " to " + greatest);
        }
    }

    @Override
    public String toString() {
        return "[" + least + ",...," + greatest + "]";
    }
}

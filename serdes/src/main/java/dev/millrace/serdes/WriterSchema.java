package dev.millrace.serdes;

import org.apache.avro.Schema;

/** What is known, without asking, about the schema that a record was written with. */
public sealed interface WriterSchema {

    /** The schema is at hand. */
    record Known(Schema schema) implements WriterSchema {}

    /** Nobody has asked the registry yet, or the answer is too old: {@link WriterSchemas#resolve} asks. */
    record Unknown() implements WriterSchema {}

    /**
     * The registry was asked and there is none that could be used: records that name it cannot be read.
     *
     * @param reason {@code SCHEMA_NOT_FOUND} or {@code SCHEMA_UNUSABLE}
     * @param detail one sentence for people
     */
    record Missing(UndecodableException.Reason reason, String detail) implements WriterSchema {}
}

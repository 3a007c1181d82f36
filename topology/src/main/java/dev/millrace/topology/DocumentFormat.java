package dev.millrace.topology;

/** What the values of a documents topic are. */
public enum DocumentFormat {
    /** {@code RawDocument} in Avro, on the Confluent wire format. */
    AVRO,
    /** The value is the document, as bytes; its key is the document id, its headers carry the rest. */
    BYTES,
    /** The value is the document, as UTF-8 text; its key is the document id, its headers carry the rest. */
    TEXT,
    /** The value is one JSON object with {@code "text"} or {@code "base64"}, and the fields of RawDocument. */
    JSON
}

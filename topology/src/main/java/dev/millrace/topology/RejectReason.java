package dev.millrace.topology;

/** Why a document is in the rejected topic: the one taxonomy, whoever detects it. The names are a contract. */
public enum RejectReason {
    /** The value of the record is not what {@code millrace.documents.format} says. */
    UNDECODABLE(Stage.DECODE),
    /** The registry does not know the writer schema that the record names. */
    UNKNOWN_SCHEMA(Stage.DECODE),
    /** The document asks for a tokenizer that is not in {@code millrace.tokenizers}. */
    UNKNOWN_TOKENIZER(Stage.ROUTE),
    /** The content is longer than {@code millrace.document.max.bytes}. */
    DOCUMENT_TOO_LARGE(Stage.ROUTE),
    /** The document could not be redacted: it goes to {@code millrace.redaction.rejected.topic} and nowhere else. */
    REDACTION_FAILURE(Stage.REDACT),
    /** The document is not well-formed UTF-8 and {@code millrace.invalid.utf8=reject}. */
    MALFORMED_UTF8(Stage.ENCODE),
    /** The document contains a special token and {@code millrace.special.tokens=refuse}. */
    SPECIAL_TOKEN(Stage.ENCODE),
    /** The document is packed or encrypted and {@code millrace.entropy.gate=reject}. */
    HIGH_ENTROPY(Stage.ENCODE),
    /** The encoder failed on this document, and on this document alone. */
    ENCODER_FAILURE(Stage.ENCODE),
    /** A token record could not be serialized. */
    UNSERIALIZABLE(Stage.EMIT),
    /** A token record is larger than the producer may send. */
    RECORD_TOO_LARGE(Stage.EMIT),
    /** Kafka refused a record for another reason that concerns this record alone. */
    PRODUCE_FAILURE(Stage.EMIT),
    /** A processor failed on this record in a way that none of the above names. */
    PROCESSING_FAILURE(Stage.PROCESS);

    /** Where on its way a document was rejected. */
    public enum Stage {
        /** Reading the record. */
        DECODE,
        /** Choosing its tokenizers. */
        ROUTE,
        /** Taking identifiers out of it. */
        REDACT,
        /** Turning it into ids. */
        ENCODE,
        /** Writing its token records. */
        EMIT,
        /** Elsewhere in the topology. */
        PROCESS
    }

    private final Stage stage;

    RejectReason(Stage stage) {
        this.stage = stage;
    }

    /** Where on its way the document was rejected. */
    public Stage stage() {
        return stage;
    }
}

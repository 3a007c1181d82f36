package dev.millrace.serdes;

/** What became of the attempt to decode a document without I/O. */
public sealed interface DocumentDecoding {

    /** It is decoded. */
    record Decoded(DocumentView document) implements DocumentDecoding {}

    /**
     * It can never be decoded.
     *
     * @param reason why
     * @param detail one sentence for people, without the document's content
     */
    record Undecodable(UndecodableException.Reason reason, String detail) implements DocumentDecoding {}

    /** Its writer's schema is not known yet: {@link WriterSchemas#resolve} it, then decode again. */
    record SchemaUnknown(SchemaReference schema) implements DocumentDecoding {}
}

package dev.millrace.app.input;

/** What a document is in a file of the command line. */
public enum DocumentForm {
    /** Each file is one document. */
    FILES,
    /** Each line is one document, without its line end. */
    LINES,
    /** Each line is one document in JSON; see {@link JsonDocument}. */
    JSONL
}

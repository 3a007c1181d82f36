package dev.millrace.app.demo;

import java.io.IOException;

/**
 * A document for the demo.
 *
 * @param id unique among the documents of the demo
 * @param kind text, licence, clinical note, code, binary (libraries and class files), program, or file for one that the user gave
 * @param bytes its size when it was found
 * @param content reads it
 */
record DemoDocument(String id, String kind, long bytes, Content content) {

    /** Reads a document. */
    @FunctionalInterface
    interface Content {
        /** All bytes of the document. */
        byte[] read() throws IOException;
    }
}

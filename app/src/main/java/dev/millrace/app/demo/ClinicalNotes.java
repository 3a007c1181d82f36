package dev.millrace.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Short notes in the manner of a clinic, about invented patients: no machine has real ones lying about. */
final class ClinicalNotes {
    private static final String RESOURCE = "clinical-notes.txt";

    private ClinicalNotes() {}

    /** All notes; in the file a line of {@code ---} separates them. */
    static List<DemoDocument> all() {
        String file;
        try (InputStream in = ClinicalNotes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " must be on the class path");
            }
            file = new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<DemoDocument> notes = new ArrayList<>();
        for (String note : file.split("(?m)^---\n", -1)) {
            byte[] content = note.getBytes(UTF_8);
            String id = "clinical-note-" + (notes.size() + 1);
            notes.add(new DemoDocument(id, "clinical note", content.length, () -> content));
        }
        return notes;
    }
}

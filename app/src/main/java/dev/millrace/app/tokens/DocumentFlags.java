package dev.millrace.app.tokens;

import dev.millrace.app.input.DocumentForm;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags that say what a document is in the given files. */
final class DocumentFlags {
    @ArgGroup
    private final Form form = new Form();

    private static final class Form {
        @Option(names = "--lines", description = "Each line is a document.")
        private boolean lines;

        @Option(
                names = "--jsonl",
                description = "Each line is a document in JSON: a string, {\"text\":…} or {\"base64\":…}.")
        private boolean jsonl;
    }

    DocumentForm form() {
        return form.lines ? DocumentForm.LINES : form.jsonl ? DocumentForm.JSONL : DocumentForm.FILES;
    }

    boolean areFiles() {
        return form() == DocumentForm.FILES;
    }
}

package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A name for something, e.g. {@code atrial fibrillation}.
 *
 * @param text the name
 * @param type what kind of thing it is, e.g. {@code disease}
 * @param concept which thing it is; all names of a thing have the same
 */
public record Term(String text, String type, String concept) {

    /**
     * Reads a file in UTF-8 with a term on each line: text, type and, if there is a third column, concept, apart by tabs.
     * Without it each text is a concept of its own. Empty lines and lines that start with {@code #} are passed over.
     *
     * @throws IOException if the file cannot be read, or a line is not like that; the message names the line
     */
    public static List<Term> read(Path file) throws IOException {
        List<Term> terms = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            int number = 0;
            for (String line; (line = reader.readLine()) != null; ) {
                number++;
                if (number == 1 && line.startsWith("\uFEFF")) { // a byte order mark, as some spreadsheets write
                    line = line.substring(1);
                }
                if (!line.isBlank() && !line.startsWith("#")) {
                    terms.add(parse(line, file + " line " + number));
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException("a list of terms must be UTF-8, but " + file + " is not", e);
        }
        return terms;
    }

    private static Term parse(String line, String place) throws IOException {
        String[] columns = line.split("\t", -1);
        if (columns.length < 2 || columns.length > 3 || columns[0].isBlank() || columns[1].isBlank()) {
            throw new IOException(
                    "a term must be its text, a tab and its type, and may have a tab and its concept, but " + place
                            + " has " + columns.length + " columns, of which the first two must not be blank");
        }
        String text = columns[0].strip();
        String concept = columns.length < 3 || columns[2].isBlank() ? text : columns[2].strip();
        return new Term(text, columns[1].strip(), concept);
    }
}

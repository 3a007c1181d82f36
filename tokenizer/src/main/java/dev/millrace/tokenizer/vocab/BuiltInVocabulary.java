package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The vocabularies for one kind of document that come with Millrace. The content of a name never changes; what it was
 * learnt from and how stands in the folder {@code vocabularies} of the sources.
 */
public enum BuiltInVocabulary {
    /** Executables: ELF, PE and Mach-O. */
    BINARY_16K_V1("millrace-binary-16k-v1", "tokenizer.json"),
    /** Texts of software licences. */
    LICENCES_16K_V1("millrace-licences-16k-v1", "tokenizer.json"),
    /** Clinical text: r50k_base with a pool learnt from HL7's code systems. */
    CLINICAL_V1("millrace-clinical-v1", PoolFiles.MILLRACE_JSON);

    private final String vocabularyName;
    private final String fileName;

    BuiltInVocabulary(String vocabularyName, String fileName) {
        this.vocabularyName = vocabularyName;
        this.fileName = fileName;
    }

    /** Returns the vocabulary of that name, or null if there is none. */
    public static @Nullable BuiltInVocabulary of(String name) {
        for (BuiltInVocabulary vocabulary : values()) {
            if (vocabulary.vocabularyName.equals(name)) {
                return vocabulary;
            }
        }
        return null;
    }

    /** What users call it. */
    public String vocabularyName() {
        return vocabularyName;
    }

    /** Loads it. */
    public Tokenizer load() {
        try (InputStream in = new BufferedInputStream(open(), 1 << 16)) {
            return isPool()
                    ? PoolFiles.read(in, vocabularyName, vocabularyName, null)
                    : TokenizerJson.load(in, vocabularyName, vocabularyName);
        } catch (IOException e) {
            throw new TokenizerLoadException("cannot read " + vocabularyName, e);
        }
    }

    /** Whether it is a clinical pool, which no library can load. */
    boolean isPool() {
        return fileName.equals(PoolFiles.MILLRACE_JSON);
    }

    /** A copy of its file, which is deleted when the process ends. */
    Path copy() {
        try (InputStream in = open()) {
            Path copy = Files.createTempFile(vocabularyName, ".json");
            copy.toFile().deleteOnExit();
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        } catch (IOException e) {
            throw new TokenizerLoadException("cannot copy " + vocabularyName + ": " + e.getMessage(), e);
        }
    }

    /** Opens its file; the caller closes it. */
    public InputStream open() {
        String resource = "/dev/millrace/tokenizer/builtin/" + vocabularyName + "/" + fileName;
        InputStream in = BuiltInVocabulary.class.getResourceAsStream(resource);
        if (in == null) {
            throw new TokenizerLoadException(
                    "the file of " + vocabularyName + " must be on the class path, but " + resource + " is not");
        }
        return in;
    }
}

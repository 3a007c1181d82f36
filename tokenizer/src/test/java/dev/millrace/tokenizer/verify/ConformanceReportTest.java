package dev.millrace.tokenizer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whether {@code CONFORMANCE.md} is of today's tokenizers and references; with {@code -Dmillrace.conformance.text} it is
 * written anew first.
 */
class ConformanceReportTest {

    @BeforeAll
    static void writeItAnewIfTold() throws IOException {
        String text = System.getProperty("millrace.conformance.text");
        if (text != null) {
            int kilobytes = Integer.getInteger("millrace.conformance.kilobytes", 200);
            ConformanceReport.write(Path.of(text), kilobytes, SharedData.path("tokenizers"));
        }
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ConformanceReport.PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| tokenizer "))
                .toList();
    }

    @Test
    void referencesAreThoseOnTheClassPathAndRefusedFeaturesThoseOfTheGenerator() throws IOException {
        assertThat(Files.readString(ConformanceReport.PAGE))
                .as("made with other references or by another generator: see the page for how to make it anew")
                .startsWith(ConformanceReport.head())
                .endsWith(ConformanceReport.refused());
    }

    @Test
    void noDocumentDiffers() throws IOException {
        assertThat(rows()).isNotEmpty().allMatch(row -> row.endsWith(" | 0 |"));
    }

    /** In the short form the fingerprints of those that load at once; the files of all. */
    @Test
    void everyTokenizerOfTheTestDataHasARow() throws IOException {
        List<String> rows = rows();
        int filesEnd = rows.size() - ConformanceReport.BUILT_IN.size();
        for (int i = 0; i < ConformanceReport.BUILT_IN.size(); i++) {
            assertThat(rows.get(filesEnd + i))
                    .startsWith(ConformanceReport.start(
                            TokenizerRegistry.load(ConformanceReport.BUILT_IN.get(i)), "inside jtokkit"));
        }
        List<String> ofFiles = rows.subList(0, filesEnd);
        List<Path> files = ConformanceReport.tokenizers(SharedData.path("tokenizers"));
        assertThat(ofFiles).hasSameSizeAs(files);
        for (int i = 0; i < files.size(); i++) {
            String sha256 = ConformanceReport.sha256(files.get(i));
            assertThat(ofFiles.get(i)).contains("| " + sha256 + " |");
            if (TestSettings.isFull() || Files.size(files.get(i)) < 1_000_000) {
                assertThat(ofFiles.get(i))
                        .startsWith(ConformanceReport.start(
                                TokenizerRegistry.load(files.get(i).toString()), sha256));
            }
        }
    }
}

package dev.millrace.tokenizer.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BuiltInVocabularyTest {
    /** SHA-256 of the file and fingerprint: what bears a name never changes. */
    private static final Map<BuiltInVocabulary, List<String>> PINNED = Map.of(
            BuiltInVocabulary.LICENCES_16K_V1,
            List.of(
                    "06b441cad843a60ffe2fa687ea7d1e4508f94e0f2c203a248f977b5a43f5de5f",
                    "64ad5e4b979b35fd17a265d5cd543ec50b92ef9e5883a52948297936ad3dbb7e"),
            BuiltInVocabulary.CLINICAL_V1,
            List.of(
                    "a8626d43758334e1156d305976e69bb007996c4d9e050efb245bf62ceb6de702",
                    "a78b06756ffeec1e2355b88c2aacecfd30c2c17aa424776154d023ec2706d078"));

    @ParameterizedTest
    @EnumSource
    void isWhatItsNameHasAlwaysMeant(BuiltInVocabulary vocabulary) throws IOException {
        assertThat(PINNED).containsKey(vocabulary);
        byte[] file;
        try (InputStream in = vocabulary.open()) {
            file = in.readAllBytes();
        }
        Tokenizer tokenizer = TokenizerRegistry.load(vocabulary.vocabularyName());

        assertThat(List.of(sha256(file), tokenizer.fingerprint())).isEqualTo(PINNED.get(vocabulary));
        assertThat(tokenizer.name()).isEqualTo(vocabulary.vocabularyName()).matches("millrace-.*-v[0-9]+");
        assertThat(file).hasSizeLessThan(1_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void hasACardAndAListOfWhatItWasLearntFrom(BuiltInVocabulary vocabulary) throws IOException {
        Path folder = Path.of("../vocabularies", vocabulary.vocabularyName());

        assertThat(folder.resolve("README.md")).content().contains(PINNED.get(vocabulary));
        assertThat(Files.readAllLines(folder.resolve("corpus.tsv")))
                .hasSizeGreaterThan(1)
                .startsWith("coordinate\tversion\tpath\tsha256\tlicence\tbytes")
                .allMatch(row -> row.split("\t", -1).length == 6);
        assertThat(folder.resolve("options")).isNotEmptyFile();
    }

    @Test
    void isListedByItsName() {
        assertThat(TokenizerRegistry.builtInNames()).contains("millrace-licences-16k-v1");
        assertThat(BuiltInVocabulary.of("millrace-licences-16k-v0")).isNull();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BuiltInVocabularyTest {
    @TempDir
    private Path folder = Path.of("");

    /** SHA-256 of the file and fingerprint: what bears a name never changes. */
    private static final Map<BuiltInVocabulary, List<String>> PINNED = Map.of(
            BuiltInVocabulary.BINARY_16K_V1,
            List.of(
                    "27f2572c97f605f03283ecf0a01f67ed1cbaa9523d8b78cf68cc08822ee60c6a",
                    "1482cd40d72dc19778c0c60b3de3b6224013e798d666aae1ee64b7a2f54acc94"),
            BuiltInVocabulary.LICENCES_16K_V1,
            List.of(
                    "f7cc360a8d34af58fa356148d5277f42a99de022090f883bef892ec538252e6d",
                    "d5de67bb57ef7845fd34411029a62763ce10cab9cd59d960e65b21b7a4f83096"),
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

    @ParameterizedTest
    @EnumSource(names = "LICENCES_16K_V1")
    void theHuggingFaceLibraryGivesTheSameIds(BuiltInVocabulary vocabulary) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream in = vocabulary.open()) {
            Files.copy(in, file);
        }
        Tokenizer tokenizer = vocabulary.load();
        List<String> texts =
                new ArrayList<>(List.of("", "  THE SOFTWARE IS PROVIDED \"AS IS\", 2024-2026.\r\n\n ½ ü 語"));
        for (String name : List.of("../LICENSE", "../CHANGELOG.md", "../docs/offsets.md")) {
            texts.add(Files.readString(Path.of(name)));
        }
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(file)) {
            for (String text : texts) {
                byte[] bytes = text.getBytes(UTF_8);
                Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
                int[] ids = new int[bytes.length + 16];
                encoder.begin(bytes, 0, bytes.length);
                int count = 0;
                for (int n; (n = encoder.next(ids, count, ids.length)) > 0; ) {
                    count += n;
                }
                assertThat(Arrays.copyOf(ids, count)).isEqualTo(library.encode(text, false));
            }
        }
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

package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.PoolOptions;
import dev.millrace.tokenizer.clinical.PoolTrainer;
import dev.millrace.tokenizer.clinical.Surprise;
import dev.millrace.tokenizer.clinical.Term;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolFilesTest {
    private static final List<String> DRUGS =
            List.of("metformin", "metoprolol", "metronidazole", "atorvastatin", "simvastatin", "rosuvastatin");

    @TempDir
    private Path folder = Path.of("");

    private static ClinicalTokenizer train(Tokenizer base, PoolOptions options) {
        PoolTrainer trainer = new PoolTrainer(base, new PoolTrainer.Settings(100, 2, true, options));
        DRUGS.forEach(drug -> trainer.add(new Term(drug, "drug", drug)));
        return trainer.train("pool", null);
    }

    private Path write(ClinicalTokenizer pool, PoolFiles.BaseReference base) throws IOException {
        Path file = folder.resolve("millrace.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            PoolFiles.write(pool, base, out);
        }
        return file;
    }

    private Path small() throws IOException {
        return write(
                train(TokenizerRegistry.load("r50k_base"), PoolOptions.DEFAULT),
                new PoolFiles.BaseReference("r50k_base", null));
    }

    @Test
    void aPoolIsWhatItWasBeforeItWasWritten() throws IOException {
        for (PoolOptions options : List.of(PoolOptions.DEFAULT, new PoolOptions(Surprise.RAW, 70_000, true))) {
            ClinicalTokenizer pool = train(TokenizerRegistry.load("r50k_base"), options);
            Path file = write(pool, new PoolFiles.BaseReference("r50k_base", null));
            Tokenizer byFile = TokenizerRegistry.load(file.toString());
            Tokenizer byFolder = TokenizerRegistry.load(folder.toString());

            assertThat(byFile.fingerprint()).isEqualTo(pool.fingerprint());
            assertThat(byFolder.fingerprint()).isEqualTo(pool.fingerprint());
            assertThat(byFolder.name()).isEqualTo(String.valueOf(folder.getFileName()));
            assertThat(byFile.vocabularySize()).isEqualTo(pool.vocabularySize());
        }
    }

    @Test
    void aBaseThatIsAFileLiesBesideItAndMustBeTheSame() throws IOException {
        Path base = folder.resolve("base.json");
        try (BpeTrainer trainer = new BpeTrainer(TrainerOptions.of(300), 1);
                OutputStream out = Files.newOutputStream(base)) {
            byte[] text = "the tablets and the capsules, the tablets and the capsules".getBytes(UTF_8);
            trainer.add(text, 0, text.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), out);
        }
        ClinicalTokenizer pool = train(TokenizerRegistry.load(base.toString()), PoolOptions.DEFAULT);
        String sha256 = Fingerprint.sha256(Files.readAllBytes(base));
        Path file = write(pool, new PoolFiles.BaseReference("base.json", sha256));
        assertThat(TokenizerRegistry.load(file.toString()).fingerprint()).isEqualTo(pool.fingerprint());

        Files.writeString(base, Files.readString(base) + " ");
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("base.file must have the SHA-256 " + sha256);
    }

    @Test
    void aBaseThatIsNotInTheFolderIsNotOpened() throws IOException {
        Path pool = Files.createDirectories(folder.resolve("pool"));
        Path outside = Files.writeString(folder.resolve("outside.json"), "{}");
        Files.createSymbolicLink(pool.resolve("link.json"), outside);
        Files.createSymbolicLink(pool.resolve("up"), folder);
        Files.createDirectories(pool.resolve("sub"));
        String sha256 = Fingerprint.sha256(Files.readAllBytes(outside));
        Path file = pool.resolve("millrace.json");
        for (String name : List.of(
                "../outside.json",
                "sub/../../outside.json",
                outside.toString(),
                "link.json",
                "up/outside.json",
                "../pool/../outside.json")) {
            String content = Files.readString(small())
                    .replaceFirst("\"name\":\"r50k_base\"", "\"file\":\"" + name + "\",\"sha256\":\"" + sha256 + "\"");
            assertRefused(
                    file,
                    content,
                    "base.file must be in the folder of the pool, and no link that leads out of it, got " + name);
        }
        for (String name : List.of("missing.json", "sub")) {
            String content = Files.readString(small())
                    .replaceFirst("\"name\":\"r50k_base\"", "\"file\":\"" + name + "\",\"sha256\":\"" + sha256 + "\"");
            assertRefused(file, content, "base.file must be a file in the folder of the pool");
        }
    }

    @Test
    void tokensThatAreThereTwiceAreNamed() throws IOException {
        Path file = small();
        String good = Files.readString(file);
        assertRefused(
                file,
                good.replaceFirst("\"tokens\":\\[(\"[^\"]*\"),\"[^\"]*\"", "\"tokens\":[$1,$1"),
                "types[0].tokens must differ, but [0] and [1] are both ");
        assertRefused(
                file,
                good.replaceFirst("\"newTokens\":\\[(\"[^\"]*\"),\"[^\"]*\"", "\"newTokens\":[$1,$1"),
                "newTokens must differ, but [0] and [1] are both ");
        assertRefused(
                file,
                good.replaceFirst("\"baseIds\":\\[(\\d+),\\d+", "\"baseIds\":[$1,$1"),
                "types[0].baseIds must differ, but ");
        assertRefused(
                file,
                good.replaceFirst("\"types\":\\[(\\{[^}]*})]", "\"types\":[$1,$1]"),
                "types[1].name must be another one than that of the types before, got drug");
    }

    @Test
    void aPoolIsNoFileForALibraryWhicheverWayItIsNamed() throws IOException {
        Path file = small();
        for (String name : List.of("millrace-clinical-v1", file.toString(), folder.toString())) {
            assertThatThrownBy(() -> TokenizerFiles.forLibrary(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a tokenizer.json cannot express a clinical pool, which " + name + " is");
        }
        Path copy = TokenizerFiles.forLibrary("millrace-binary-16k-v1");
        assertThat(TokenizerFiles.loadWithLibrary(copy).vocabularySize()).isEqualTo(16_384);
    }

    @Test
    void theHuggingFaceLibraryIsNotAskedAboutAPool() throws IOException {
        Path file = small();
        assertThatThrownBy(() -> TokenizerFiles.loadWithLibrary(file))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessage("a tokenizer.json cannot express a clinical pool, which " + file + " is");
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        Path file = small();
        String good = Files.readString(file);
        assertRefused(
                file,
                good.replace("millrace-pool-1", "millrace-pool-9"),
                "format must be millrace-pool-1, got millrace-pool-9");
        assertRefused(
                file,
                good.replace("\"r50k_base\"", "\"k50r_base\""),
                "base.name must be a built-in name, got k50r_base");
        assertRefused(
                file, good.replace("\"r50k_base\"", "\"p50k_base\""), "base must be the tokenizer with fingerprint");
        assertRefused(file, good.replace("\"TOTAL\"", "\"LEAST\""), "surprise must be TOTAL, MEAN or RAW, got LEAST");
        assertRefused(
                file, good.replaceFirst("\"newTokens\":\\[[^]]*]", "\"newTokens\":[]"), "must be in the base or new");
        assertRefused(
                file, good.replaceFirst("\"starting\":\\[", "\"starting\":[1,"), "a type must have a count for each");
        assertRefused(
                file,
                good.replaceFirst("\"starting\":\\[", "\"starting\":[-1,"),
                "types[0].starting must be a list of whole numbers");
        assertRefused(
                file,
                good.replaceFirst("\"baseIds\":\\[", "\"baseIds\":[99999,"),
                "types[0].baseIds must be ids of the base");
        assertRefused(file, "[", "must be JSON");
        assertRefused(file, good + "{}", "a millrace.json must be one JSON object, but more follows it");
        assertRefused(file, good + "x", "must be JSON");
        assertRefused(file, "[]", "the file must be an object");
    }

    private static void assertRefused(Path file, String content, String reason) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining(reason);
    }
}

package dev.millrace.app.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

    private static String sharedTokenizer(String name) {
        Path file = Path.of(System.getProperty("millrace.shared", "."), "data", "tokenizers", name, "tokenizer.json");
        if (!Files.isRegularFile(file)) {
            assertThat(System.getenv("CI"))
                    .as("%s must be there where CI=true", file)
                    .isNotEqualTo("true");
            System.out.println("skipped: no tokenizer " + file);
            Assumptions.abort("no tokenizer " + file);
        }
        return file.toString();
    }

    /** r50k_base with the ids of two tokens exchanged. */
    private static Path forgedRanks(Path folder) throws IOException {
        try (InputStream in = VerifyCommandTest.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken")) {
            String ranks = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            String forged = ranks.replace("IHRoZQ== 262\n", "IHRoZQ== 263\n") // " the"
                    .replace("ZWQ= 276\n", "ZWQ= 262\n") // "ed"
                    .replaceFirst("\n(\\S+) 263\n", "\n$1 276\n");
            return Files.writeString(folder.resolve("r50k_base.tiktoken"), forged);
        }
    }

    @Test
    void filesThatAreEqualEndWithExitCodeZero(@TempDir Path folder) throws IOException {
        String one = Files.writeString(folder.resolve("one.txt"), "The quick brown fox\n")
                .toString();
        String two = Files.writeString(folder.resolve("two.txt"), "naïve 世界 <|endoftext|>")
                .toString();

        Result result = Cli.run("verify", "-t", "gpt2", one, two);

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out()).matches("gpt2 against tiktoken: 2 documents, 47 bytes, \\d+ ids, none differ\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void whatComesWithMillraceIsComparedWithTheLibraryOnItsFile() {
        String text = "Licensed under the Apache License, Version 2.0 (the \"License\"); naïve 世界\n";

        Result licences = Cli.runWith(text, "verify", "-t", "millrace-licences-16k-v1", "-");
        Result binary = Cli.runWith(text, "verify", "-t", "millrace-binary-16k-v1", "-");
        Result clinical = Cli.runWith(text, "verify", "-t", "millrace-clinical-v1", "-");

        assertThat(licences.code()).as("%s", licences).isZero();
        assertThat(licences.out())
                .contains("millrace-licences-16k-v1 against hf: 1 documents")
                .contains("none differ");
        assertThat(binary.code()).as("%s", binary).isZero();
        assertThat(binary.out()).contains("none differ");
        assertThat(clinical.code()).as("%s", clinical).isEqualTo(2);
        assertThat(clinical.err())
                .isEqualTo(
                        "millrace: a tokenizer.json cannot express a clinical pool, which millrace-clinical-v1 is\n");
    }

    @Test
    void aPoolIsRefusedInTheSameSentenceWhicheverWayItIsNamed(@TempDir Path folder) throws IOException {
        Path terms = Files.writeString(folder.resolve("terms.tsv"), "metformin\tdrug\nmetoprolol\tdrug\n");
        String pool = folder.resolve("pool").toString();
        Cli.run("clinical", "train", "--base", "r50k_base", "-o", pool, terms.toString());

        for (String name : new String[] {"millrace-clinical-v1", pool, pool + "/millrace.json"}) {
            Result result = Cli.run("verify", "-t", name, terms.toString());

            assertThat(result.code()).as("%s", result).isEqualTo(2);
            assertThat(result.err())
                    .isEqualTo("millrace: a tokenizer.json cannot express a clinical pool, which " + name + " is\n");
        }
    }

    @Test
    void theFirstDifferenceIsShownWithItsPlaceAndBothSides(@TempDir Path folder) throws IOException {
        String ranks = forgedRanks(folder).toString();
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            documents.append(i % 100 == 77 ? "{\"text\":\"fox\\n the end\"}\n" : "\"a fox\"\n");
        }

        Result result = Cli.runWith(documents.toString(), "verify", "-t", ranks, "--jsonl", "--threads", "3", "-");
        Result json = Cli.runWith(documents.toString(), "verify", "-t", ranks, "--jsonl", "--json", "-");

        assertThat(result.code()).as("%s", result).isEqualTo(1);
        assertThat(result.lines().get(0)).contains("5,000 documents").endsWith("50 differ");
        assertThat(result.lines().get(1)).isEqualTo("first in -, line 78: from token 2, byte 4");
        assertThat(result.lines().get(2)).contains("[262, 886]").contains("[\" the\", \" end\"]");
        assertThat(result.lines().get(3)).contains("got ");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.out())
                .contains("\"documents\":5000,")
                .contains("\"differing\":50,")
                .contains("\"first\":{\"file\":\"-\",\"line\":78,\"index\":77,\"token\":2,\"byte\":4,")
                .contains("\"expected\":{\"ids\":[262,886],\"pieces\":[\" the\",\" end\"]}");
    }

    @Test
    void aTokenizerJsonIsComparedWithTheHuggingFaceLibrary() {
        String file = sharedTokenizer("kitoken-bert_base_cased");
        String documents = "\"Hello [MASK] w\\u00f6rld\"\n{\"base64\":\"Yf9i\"}\n";

        Result result = Cli.runWith(
                documents, "verify", "-t", file, "--special", "--template", "--jsonl", "--threads", "2", "-");

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out())
                .matches("kitoken-bert_base_cased against hf: 2 documents, 22 bytes, \\d+ ids, none differ\n");
    }

    @Test
    void encodesWithTheLibraryWhatHasNoNativeForm(@TempDir Path folder) throws IOException {
        Path scripts = folder.resolve("scripts.json");
        Files.writeString(
                scripts,
                "{\"version\":\"1.0\",\"added_tokens\":[],\"normalizer\":null,\"post_processor\":null,\"decoder\":null,"
                        + "\"pre_tokenizer\":{\"type\":\"UnicodeScripts\"},\"model\":{\"type\":\"WordLevel\","
                        + "\"unk_token\":\"u\",\"vocab\":{\"u\":0,\"Hello \":1,\"\u043C\u0438\u0440\":2}}}");

        Result encoded = Cli.runWith("Hello \u043C\u0438\u0440", "encode", "-t", scripts.toString(), "-");
        Result verified = Cli.runWith("Hello \u043C\u0438\u0440", "verify", "-t", scripts.toString(), "-");

        assertThat(encoded.code()).as("%s", encoded).isZero();
        assertThat(encoded.out()).endsWith("\"count\":2,\"ids\":[1,2]}\n");
        assertThat(verified.code()).as("%s", verified).isZero();
        assertThat(verified.out()).contains("both sides are the library");
    }

    @Test
    void aDocumentThatCannotBeReadIsAFailure() {
        Result result = Cli.runWith("\"fine\"\n{broken\n", "verify", "-t", "gpt2", "--jsonl", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("1 documents").contains("none differ");
        assertThat(result.err()).contains("line 2");
    }

    @Test
    void whatDoesNotGoTogetherIsBadUsage(@TempDir Path folder) throws IOException {
        String file = Files.writeString(folder.resolve("tokenizer.json"), "{}").toString();
        String[][] commands = {
            {"verify", "-t", "gpt2", "--against", "hf", "-"},
            {"verify", "-t", file, "--against", "tiktoken", "-"},
            {"verify", "-t", "gpt2", "--special", "-"},
            {"verify", "-t", "gpt2", "--threads", "0", "-"},
            {"verify", "-t", "gpt2", "--against", "nobody", "-"},
            {"verify", "-t", "gpt2"},
        };
        for (String[] command : commands) {
            Result result = Cli.run(command);

            assertThat(result.code()).as("%s", result).isEqualTo(2);
            assertThat(result.err()).isNotEmpty();
        }
    }
}

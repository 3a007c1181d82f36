package dev.millrace.tokenizer.verify;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code CONFORMANCE.md}: every tokenizer against its reference on real text cut into documents of about 4 KB.
 * {@link ConformanceReportTest} runs it when it is told to, and checks what is in the file.
 */
final class ConformanceReport {
    static final Path PAGE = Path.of("CONFORMANCE.md");
    static final List<String> BUILT_IN = List.of("r50k_base", "p50k_base", "cl100k_base", "o200k_base");

    private static final int DOCUMENT = 4096;
    private static final int SHOWN = 16;

    private ConformanceReport() {}

    /** Writes the page, from the files of the folder {@code text}, of each the first {@code kilobytes}. */
    static void write(Path text, int kilobytes, Path tokenizers) throws IOException {
        List<byte[]> documents = documents(text, kilobytes * 1024);
        StringBuilder report = new StringBuilder(head());
        for (Path file : tokenizers(tokenizers)) {
            report.append(row(file, documents));
        }
        for (String name : BUILT_IN) {
            Tokenizer tokenizer = TokenizerRegistry.load(name);
            Verification verification = new Verification(tokenizer, EncodingOptions.DEFAULT, Reference.tiktoken(name));
            report.append(row(tokenizer, "inside jtokkit", "tiktoken", verification, documents));
        }
        Files.writeString(PAGE, report.append(refused()));
    }

    /** Everything before the rows; it names the references, so that another version asks for another run. */
    static String head() {
        return """
                # Conformance

                Every row is one run over the same documents of about 4 KB of real text (prose, code, law, medicine, several
                languages), all ids compared. `millrace verify` does the same with your own documents.

                - Rows against `hf`: the Hugging Face library in `%s` (`ai.djl.huggingface:tokenizers`), special tokens and
                  template on, truncation and padding off.
                - Rows against `tiktoken`: its algorithm and ranks in `%s`, special tokens as text; its character classes are
                  those of the running JDK.

                Made by `ConformanceReportTest`, which also checks that tokenizers, files, fingerprints and references are
                those of today. Anew, with the files of a folder, of each the first kilobytes:

                ```
                mvn test -pl tokenizer -am -Dtest=ConformanceReportTest -Dsurefire.failIfNoSpecifiedTests=false \\
                    -Dmillrace.conformance.text=DIR -Dmillrace.conformance.kilobytes=200
                ```

                | tokenizer | SHA-256 of its file | fingerprint | engine | reference | documents | bytes | ids | documents that differ |
                |---|---|---|---|---|---|---|---|---|
                """.formatted(jarOf(HuggingFaceTokenizer.class), jarOf(Encodings.class));
    }

    /** What has no native form, and what is refused. */
    static String refused() {
        return """

                ## What has no native form
                These go through the Hugging Face library if it is on the class path; without it they refuse to load, naming
                the place in the file.
                - `pre_tokenizer`: `UnicodeScripts`; `Metaspace` with `prepend_scheme` `first` behind another one, and behind a
                  normalizer or a `ByteLevel` where it is not the first pre-tokenizer
                - regular expressions: back-references, `\\X`, `\\G`, scripts other than `Han`, look-behind of variable
                  length, `(?i)` on characters outside ASCII or on pairs that fold together with one (`ss`, `ff`, `fi`,
                  `fl`, `st`)
                - `post_processor`: templates in which the document stands twice, and processors behind a template that
                  adds tokens

                Files with added tokens that the normalizer empties refuse to load in any case: with them the library itself
                ends the process on some documents. Two added tokens with one text must agree in `normalized`.

                BPE with `dropout` refuses to load in any case: its ids are random.
                `truncation` and `padding` of a file are not applied, which is logged.
                """;
    }

    private static String jarOf(Class<?> type) {
        try {
            Path jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return String.valueOf(jar.getFileName());
        } catch (URISyntaxException e) {
            throw new AssertionError("the class path must be of files", e);
        }
    }

    /** How the row of a tokenizer begins: what does not depend on documents. */
    static String start(Tokenizer tokenizer, String source) {
        return "| " + tokenizer.name() + " | " + source + " | "
                + tokenizer.fingerprint().substring(0, SHOWN) + " | " + tokenizer.engine() + " |";
    }

    private static String row(Path file, List<byte[]> documents) throws IOException {
        EncodingOptions options =
                EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW).withTemplate(true);
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        Verification verification = new Verification(tokenizer, options, Reference.huggingFace(file, options));
        return row(tokenizer, sha256(file), "hf", verification, documents);
    }

    private static String row(
            Tokenizer tokenizer, String source, String reference, Verification verification, List<byte[]> documents) {
        int differing = 0;
        for (byte[] document : documents) {
            Verification.@Nullable Difference difference = verification.check(document);
            if (difference != null) {
                differing++;
                System.out.println(tokenizer.name() + ": " + difference);
            }
        }
        return String.format(
                "%s %s | %,d | %,d | %,d | %d |%n",
                start(tokenizer, source),
                reference,
                verification.documents(),
                verification.bytes(),
                verification.tokens(),
                differing);
    }

    private static List<byte[]> documents(Path folder, int most) throws IOException {
        List<byte[]> documents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int from = 0; from < Math.min(bytes.length, most); ) {
                    int to = Math.min(bytes.length, from + DOCUMENT);
                    while (to < bytes.length && bytes[to] != '\n' && (bytes[to] & 0xC0) == 0x80) {
                        to++;
                    }
                    documents.add(Arrays.copyOfRange(bytes, from, to));
                    from = to;
                }
            }
        }
        return documents;
    }

    /** All files below {@code folder}, in order. */
    static List<Path> tokenizers(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("tokenizer.json"))
                    .sorted()
                    .toList();
        }
    }

    /** The first digits of the SHA-256 of a file. */
    static String sha256(Path file) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(Files.readAllBytes(file)))
                    .substring(0, SHOWN);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

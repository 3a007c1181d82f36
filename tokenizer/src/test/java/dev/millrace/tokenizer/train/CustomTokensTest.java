package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomTokensTest {
    private static final String STATUTE = """
            42 U.S.C. § 1983 (a) Every person who, (ii) under color of any statute of 1871, subjects or causes to be
            subjected  any citizen; see 11 U.S.C. § 362(a), Fed. R. Civ. P. 12(b)(6) and 99 F. Supp. 2d 20245.
            <p>The ﬁrst ½ of the ﬁling</p>
            """.repeat(4);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void listsHaveTheTokensOfThePaper() {
        assertThat(CustomTokens.named("years")).hasSize(274).startsWith("1776").endsWith("2049");
        assertThat(CustomTokens.named("numbers"))
                .hasSize(990)
                .contains("10", "999")
                .doesNotContain("9", "1000");
        assertThat(CustomTokens.named("years:1990-1992")).containsExactly("1990", "1991", "1992");
        assertThat(CustomTokens.named("enumerations"))
                .hasSize(2 * (26 + 7) + 99)
                .contains("(a)", "(Z)", "(1)", "(99)", "(ii)", "(ix)", "(VIII)")
                .doesNotContain("(100)", "(x1)");
        assertThat(CustomTokens.named("whitespace"))
                .hasSize(4 * 7 + 2)
                .contains("  ", " ".repeat(8), "\n\n", "\r\n", "\t ")
                .doesNotContain(" ".repeat(9));
        assertThat(CustomTokens.named("markdown")).contains("######", "```", "https://", "--------");
        assertThat(CustomTokens.named("html")).contains("<table", "</TABLE>", " href=");
        assertThat(CustomTokens.named("xml")).contains("<![CDATA[");
        assertThat(CustomTokens.named("json")).contains("\": ");
        assertThatThrownBy(() -> CustomTokens.named("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("enumerations, html")
                .hasMessageEndingWith("got nonsense");
        assertThatThrownBy(() -> CustomTokens.named("numbers:9-3")).hasMessageEndingWith("got numbers:9-3");
    }

    @Test
    void citationsAreTheirPartsOfTwoCharactersAndMore() {
        assertThat(CustomTokens.citations(List.of("# reporters", "F. Supp. 2d", "  U.S. ", "", "F. 3d", "Ĳ Ab")))
                .containsExactly("2d", "3d", "Ab", "F.", "Supp.", "U.S.");
    }

    @Test
    void fillsUpToAPowerOfTwoAsInTheExample() {
        Appended padding = new Appended(List.of(), true);
        List<String> added = padding.after(learnt(4083));
        assertThat(added).hasSize(13).startsWith("  ", "\n\n", "   ", "\n\n\n").endsWith("\n".repeat(7), " ".repeat(8));
        assertThat(padding.after(learnt(4096))).isEmpty();
        assertThat(new Appended(List.of("x", "yy", "7", "yy"), false).after(Set.of("yy")))
                .isEmpty();
        assertThatThrownBy(() -> TrainerOptions.of(5000).withAppended(padding)).hasMessageContaining("lacks 3192");
    }

    private static Set<String> learnt(int size) {
        Set<String> learnt = new HashSet<>();
        for (int i = 0; i < size; i++) {
            learnt.add("token " + i);
        }
        return learnt;
    }

    @Test
    void theHuggingFaceLibraryFindsThemInNormalizedTextAsMillraceDoes() throws IOException {
        List<String> tokens = new ArrayList<>();
        for (String name : List.of("years", "enumerations", "html", "whitespace")) {
            tokens.addAll(CustomTokens.named(name));
        }
        tokens.addAll(CustomTokens.citations(List.of("U.S.C.", "Fed. R. Civ. P.", "F. Supp. 2d", "ﬁling")));
        TrainerOptions options = TrainerOptions.of(1020)
                .withTokens(List.of("<|start|>", "<|end|>"), List.of())
                .withMaxTokenLength(3)
                .withAppended(new Appended(tokens, true))
                .withNfkc();
        byte[] statute = STATUTE.getBytes(UTF_8);
        TrainedBpe trained = BpeTrainerTest.train(options, 2, List.of(statute));
        Path file = folder.resolve("tokenizer.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            TrainedFiles.writeTokenizerJson(trained, out);
        }

        Tokenizer ours = TokenizerRegistry.load(file.toString());
        assertThat(ours.vocabularySize())
                .isEqualTo(trained.tokens().size() + trained.appended().size());
        assertThat(Integer.bitCount(ours.vocabularySize())).isEqualTo(1);
        assertThat(trained.tokens().subList(2, trained.tokens().size())).allMatch(token -> token.length <= 3);
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(file)) {
            for (String text : List.of(STATUTE, "", "in 20245 and 2024 (ii)(iii)((b))   \n\n\n x", "ﬁling 1 ½ (１)")) {
                assertThat(ids(ours, text)).as(text).isEqualTo(library.encode(text, false));
            }
        }
        assertThat(pieces(ours, "in 2024, see 42 U.S.C. (ii)")).contains("2024", "U.S.C.", "(ii)");
    }

    private static int[] ids(Tokenizer tokenizer, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        encoder.begin(bytes, 0, bytes.length);
        int[] ids = new int[4 * bytes.length + 16];
        int count = 0;
        for (int n; (n = encoder.next(ids, count, ids.length)) > 0; ) {
            count += n;
        }
        return Arrays.copyOf(ids, count);
    }

    private static List<String> pieces(Tokenizer tokenizer, String text) {
        return Arrays.stream(ids(tokenizer, text))
                .mapToObj(id -> new String(tokenizer.decode(new int[] {id}, 0, 1), UTF_8))
                .toList();
    }
}

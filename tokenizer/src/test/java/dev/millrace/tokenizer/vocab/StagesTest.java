package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.oracle.Differential;
import dev.millrace.tokenizer.oracle.RandomText;
import dev.millrace.tokenizer.oracle.TestSettings;
import dev.millrace.tokenizer.split.KnownPatterns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Crafted files against the Hugging Face library. Their model has no token but the 256 bytes and ends each piece with a
 * mark, so that the ids are the pieces themselves.
 */
class StagesTest {
    static final List<String> PRE_TOKENIZERS = preTokenizers();

    private static List<String> preTokenizers() {
        List<String> all = new ArrayList<>(List.of(
                "null",
                "{'type':'Sequence','pretokenizers':[]}",
                "{'type':'Whitespace'}",
                "{'type':'WhitespaceSplit'}",
                "{'type':'BertPreTokenizer'}",
                "{'type':'CharDelimiterSplit','delimiter':'a'}",
                "{'type':'Digits','individual_digits':true}",
                "{'type':'Digits','individual_digits':false}",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true}",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':false}",
                "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':true}",
                "{'type':'Metaspace','replacement':'▁','add_prefix_space':true}",
                "{'type':'Metaspace','replacement':'▁','add_prefix_space':false,'prepend_scheme':'never'}",
                "{'type':'Metaspace','replacement':'▁','str_rep':'▁','add_prefix_space':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':false}",
                "{'type':'Metaspace','replacement':'_','prepend_scheme':'never','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':false}",
                "{'type':'Sequence','pretokenizers':[{'type':'WhitespaceSplit'},{'type':'Metaspace','replacement':'▁',"
                        + "'prepend_scheme':'first'}]}",
                "{'type':'Sequence','pretokenizers':[{'type':'Digits','individual_digits':false},{'type':'Punctuation'},"
                        + "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true}]}",
                "{'type':'Sequence','pretokenizers':[{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true},"
                        + "{'type':'Digits','individual_digits':true}]}"));
        for (String behavior : List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")) {
            all.add("{'type':'Punctuation','behavior':'" + behavior + "'}");
            for (String invert : List.of("true", "false")) {
                all.add(split("{'String':'a'}", behavior, invert));
                all.add(split("{'String':'  '}", behavior, invert));
                all.add(split("{'Regex':'\\\\s+|x*'}", behavior, invert));
            }
        }
        return all;
    }

    static final List<String> REGEXES = List.of(
            KnownPatterns.GPT2,
            KnownPatterns.tiktokenO200k(),
            KnownPatterns.tiktokenCl100k(),
            "\\w+|[^\\w\\s]+",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "[一-龥぀-ゟ゠-ヿ]+",
            "\\p{N}{1,3}",
            "[\\p{Han}]+|[^\\s\\p{Han}]+",
            "[\\r\\n]",
            "\\s?\\p{L}+",
            "(?=(\\d{3})+(?!\\d))",
            "\\d{1,3}(?=(?:\\d{3})*\\b)",
            "(?<=[a-z])(?=[A-Z])",
            "(?<!a)b|(?<=é)x",
            "a{2}|b{2,}|c{,2}|d{2,3}+",
            "(?:ab|a)(?:bc|c)?",
            "(?>a+)b|a",
            "a*?b|a+?|b??c",
            "a++b|[ab]*+c",
            "^.|.$",
            "\\A\\w|\\w\\z|\\s\\Z",
            "\\b\\w+\\b|\\B.\\B",
            "(?m).+",
            "[[:alpha:]]+|[[:digit:]]|[[:punct:]]|[[:space:]]",
            "[^[:alnum:]]",
            "[a-z&&[^aeiou]]+",
            "[a-c[x-z]]+",
            "[\\d\\-_.]+",
            "\\x{e9}|\\u00e8|\\x41",
            "\\P{L}+",
            "\\p{^N}",
            "\\p{Letter}|\\p{Decimal_Number}",
            "\\h+|\\H",
            "[\\W]+",
            "\\W+|.",
            "[²\\w]",
            "\\R",
            "(a|b)*c",
            "(?:a?b?)*c",
            "(?i)don't|can't",
            "(?i:[a-k])+",
            "(?x) a b # comment\n | c",
            "\\S+\\s?",
            "\\.|\\?|!",
            "<\\|[a-z]+\\|>",
            "\\s+$|^\\s+",
            "[\\t\\n\\f\\v ]",
            "''|``");

    private static String split(String pattern, String behavior, String invert) {
        return "{'type':'Split','pattern':" + pattern + ",'behavior':'" + behavior + "','invert':" + invert + "}";
    }

    private static String file(String normalizer, String preTokenizer, String addedTokens) {
        StringBuilder vocab = new StringBuilder();
        for (int b = 0; b < 256; b++) {
            vocab.append(String.format("%s\"<0x%02X>\":%d", b == 0 ? "" : ",", b, b));
        }
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":" + addedTokens
                + ",\"normalizer\":" + normalizer.replace('\'', '"') + ",\"pre_tokenizer\":" + preTokenizer
                + ",\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,"
                + "\"end_of_word_suffix\":\"\\u0001|\",\"vocab\":{" + vocab + "},\"merges\":[]}}";
    }

    private static void assertSame(String json, int texts) throws IOException {
        RandomText random = new RandomText(new Random(TestSettings.seed()));
        Differential differential = new Differential(
                json, TokenizerJson.load(new ByteArrayInputStream(json.getBytes(UTF_8)), "crafted", "crafted"));
        try (differential) {
            for (int i = 0; i < (TestSettings.isFull() ? 50 * texts : texts); i++) {
                String text = random.next(i % 50);
                if (i % 3 == 0) {
                    text = text.replaceAll("[^\\p{ASCII}]", i % 2 == 0 ? "" : "aab c1 ")
                            .toLowerCase(java.util.Locale.ROOT);
                }
                if (!differential.difference(text).isEmpty()) {
                    assertThat(differential.difference(differential.shrink(text)))
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("PRE_TOKENIZERS")
    void preTokenizersEqualTheLibrary(String preTokenizer) throws IOException {
        assertSame(file("null", preTokenizer.replace('\'', '"'), "[]"), 60);
    }

    @ParameterizedTest
    @FieldSource("REGEXES")
    void regularExpressionsEqualTheLibrary(String regex) throws IOException {
        String quoted = regex.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        assertSame(
                file(
                        "null",
                        split("{'Regex':'REGEX'}", "Isolated", "false")
                                .replace('\'', '"')
                                .replace("REGEX", quoted),
                        "[]"),
                150);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'Replace','pattern':{'Regex':' {2,}'},'content':' '}",
                "{'type':'Replace','pattern':{'Regex':'x*'},'content':'-'}",
                "{'type':'Replace','pattern':{'Regex':'\\\\s+$'},'content':''}",
                "{'type':'Sequence','normalizers':[{'type':'Strip','strip_left':true,'strip_right':true},{'type':'Lowercase'}]}",
                "{'type':'Sequence','normalizers':[{'type':'Prepend','prepend':'▁'},{'type':'Replace','pattern':{'String':' '},'content':'▁'}]}",
                "{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':true,'strip_accents':null,'lowercase':true}",
                "{'type':'Sequence','normalizers':[]}"
            })
    void addedTokensInNormalizedTextEqualTheLibrary(String normalizer) throws IOException {
        String tokens = "[" + token(256, "don", true, true, false, false) + ","
                + token(257, "Hello", true, false, true, true)
                + "," + token(258, " W", false, false, false, true) + ","
                + token(259, "\\n\\n", false, true, true, false)
                + "," + token(260, "é", false, true, false, true) + "," + token(261, "  ", false, false, false, false)
                + "," + token(262, "a", false, true, true, true) + "," + token(263, "<s>", true, true, false, false)
                + "," + token(264, "1", true, false, true, false) + "]";
        String metaspace = "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"first\",\"split\":true}";
        assertSame(file(normalizer, metaspace, tokens), 300);
        assertSame(file(normalizer, "null", tokens), 300);
    }

    private static String token(int id, String content, boolean word, boolean left, boolean right, boolean normalized) {
        return "{\"id\":" + id + ",\"content\":\"" + content + "\",\"single_word\":" + word + ",\"lstrip\":" + left
                + ",\"rstrip\":" + right + ",\"normalized\":" + normalized + ",\"special\":" + (id % 2 == 0) + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i:é)",
                "(?i)ss",
                "\\X",
                "(?<=a+)b",
                "(a)\\1",
                "\\p{Nonsense}",
                "(",
                "a)",
                "[a",
                "*a",
                "a{3,2}",
                "\\Gx"
            })
    void refusesWhatItWouldNotMatchExactly(String regex) {
        String quoted = regex.replace("\\", "\\\\");
        String json = file(
                "null",
                split("{'Regex':'REGEX'}", "Isolated", "false")
                        .replace('\'', '"')
                        .replace("REGEX", quoted),
                "[]");
        assertThatThrownBy(() -> TokenizerJson.load(new ByteArrayInputStream(json.getBytes(UTF_8)), "x", "x"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("pre_tokenizer.pattern.Regex");
    }

    @Test
    void refusesRandomIds(@TempDir Path folder) throws IOException {
        String json = file("null", "null", "[]").replace("\"byte_fallback\":true", "\"dropout\":0.1");
        Path path = Files.writeString(folder.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> TokenizerFiles.load(path))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("model.dropout");
    }
}

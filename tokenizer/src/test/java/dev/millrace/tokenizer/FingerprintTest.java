package dev.millrace.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.split.KnownPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "vocab|\"ab\":256|\"ab\":261",
                "vocab|\"Ġa\":259|\"Ġa\":259,\"zz\":300",
                "merges|[\"a b\",\"ab c\"|[\"ab c\",\"a b\"",
                "merges|,\"b c\"|",
                "ignore_merges|false|true",
                "normalizer|null|{\"type\":\"NFC\"}",
                "post_processor|null|{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{\"<s>\":{\"id\":\"<s>\",\"ids\":[260],\"tokens\":[\"<s>\"]}}}",
                "added_tokens|<s>|<t>",
                "added_tokens|\"lstrip\":false|\"lstrip\":true",
                "added_tokens|\"special\":true|\"special\":false",
                "added_tokens|\"normalized\":false|\"normalized\":true"
            })
    void changesWithEveryFieldThatCanChangeIds(String part, String from, String to) {
        TinyTokenizer plain = new TinyTokenizer();
        String before = plain.load(folder).fingerprint();
        String changed = plain.part(part).replace(from, to == null ? "" : to);
        assertThat(changed).isNotEqualTo(plain.part(part));
        assertThat(new TinyTokenizer().with(part, changed).load(folder).fingerprint())
                .isNotEqualTo(before);
    }

    @Test
    void changesWithTheExpressionOfThePreTokenizer() {
        String split =
                "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":\"REGEX\"},"
                        + "\"behavior\":\"Isolated\",\"invert\":false},{\"type\":\"ByteLevel\",\"add_prefix_space\":false,"
                        + "\"trim_offsets\":true,\"use_regex\":false}]}";
        Set<String> fingerprints = new HashSet<>();
        fingerprints.add(new TinyTokenizer().load(folder).fingerprint());
        for (String regex : List.of(KnownPatterns.GPT2, KnownPatterns.tiktokenO200k())) {
            String json = split.replace("REGEX", regex.replace("\\", "\\\\"));
            fingerprints.add(
                    new TinyTokenizer().with("pre_tokenizer", json).load(folder).fingerprint());
        }
        assertThat(fingerprints).hasSize(3);
    }

    @Test
    void doesNotChangeWithTheNameOrTheWayOfLoading() throws IOException {
        TinyTokenizer tiny = new TinyTokenizer();
        Tokenizer one = tiny.load(folder);
        Path other = Files.createDirectory(folder.resolve("other"));
        Tokenizer two = tiny.load(other);
        assertThat(two.name()).isEqualTo("other").isNotEqualTo(one.name());
        assertThat(two.fingerprint()).isEqualTo(one.fingerprint()).matches("[0-9a-f]{64}");
        assertThat(TokenizerRegistry.load("gpt2").fingerprint())
                .isEqualTo(TokenizerRegistry.load("r50k_base").fingerprint());
    }

    @Test
    void tellsTheBuiltInEncodingsApart() {
        Set<String> fingerprints = new HashSet<>();
        for (String name : TokenizerRegistry.builtInNames()) {
            fingerprints.add(TokenizerRegistry.load(name).fingerprint());
        }
        assertThat(fingerprints).hasSize(TokenizerRegistry.builtInNames().size() - 1); // gpt2 is r50k_base
    }
}

package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that the reference libraries themselves have produced. */
class GoldenTest {
    private static final EncodingOptions SPECIAL = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW);

    @ParameterizedTest
    @ValueSource(strings = {"r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base"})
    void equalsTiktokenOnTheVectorsOfJtokkit(String name) {
        check(
                TokenizerRegistry.load(name),
                Golden.jtokkit(SharedData.path("golden/jtokkit/" + name + "_encodings.csv")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p50k_base", "cl100k_base", "o200k_base"})
    void equalsTiktokenOnTheVectorsOfKitoken(String name) {
        check(
                TokenizerRegistry.load(name),
                Golden.kitoken(
                        SharedData.path("golden/kitoken/small_input.txt"),
                        SharedData.path("golden/kitoken/tiktoken/small_tokens_" + name + ".txt")),
                SPECIAL);
    }

    @ParameterizedTest
    @CsvSource({
        "kitoken-gpt2,gpt2",
        "lenml-llama3_1,llama32",
        "kitoken-bert_base_cased,bert_base_cased",
        "kitoken-clip_base,clip_base",
        "kitoken-hw_doc_summarizer,hw_doc_summarizer",
        "kitoken-llama2,llama2",
        "kitoken-mistral03,mistral03",
        "kitoken-modernbert,modernbert",
        "kitoken-sqlpilot,sqlpilot",
        "kitoken-xlnet_base_cased,xlnet_base_cased"
    })
    void equalsHuggingFaceOnTheVectorsOfKitoken(String tokenizer, String name) {
        check(
                TokenizerRegistry.load(
                        SharedData.path("tokenizers/" + tokenizer).toString()),
                Golden.kitoken(
                        SharedData.path("golden/kitoken/small_input.txt"),
                        SharedData.path("golden/kitoken/tokenizers/small_tokens_" + name + ".txt")),
                SPECIAL);
    }

    @ParameterizedTest
    @CsvSource({
        "kitoken-gpt2,gpt-2",
        "lenml-llama3_1,llama-bpe",
        "lenml-qwen2_5,qwen2",
        "kitoken-llama2,llama-spm",
        "qtok-phi-3-mini-4k-instruct,phi-3",
        "qtok-falcon-180b-chat,falcon",
        "kitoken-gte,bert-bge"
    })
    void equalsHuggingFaceOnTheVectorsOfLlamaCpp(String tokenizer, String name) {
        check(
                TokenizerRegistry.load(
                        SharedData.path("tokenizers/" + tokenizer).toString()),
                Golden.llamaCpp(
                        SharedData.path("golden/llama.cpp/ggml-vocab-" + name + ".gguf.inp"),
                        SharedData.path("golden/llama.cpp/ggml-vocab-" + name + ".gguf.out")));
    }

    @ParameterizedTest
    @CsvSource({
        "kitoken-gpt2,gpt2,openai-community/gpt2",
        "kitoken-bert_base_cased,bert,Xenova/bert-base-cased",
        "kitoken-gte,bert,Xenova/bert-base-uncased",
        "kitoken-clip_base,clip,Xenova/clip-vit-base-patch16",
        "qtok-falcon-180b-chat,falcon,tiiuae/falcon-7b"
    })
    void equalsTheVectorsOfTransformersJs(String tokenizer, String file, String model) {
        List<Golden> goldens =
                Golden.transformersJs(SharedData.path("golden/transformers.js/" + file + ".json"), model);
        assertThat(goldens).isNotEmpty();
        Encoder encoder = TokenizerRegistry.load(
                        SharedData.path("tokenizers/" + tokenizer).toString())
                .newEncoder(SPECIAL.withTemplate(true));
        for (Golden golden : goldens) {
            assertThat(Encoding.encode(encoder, golden.text().getBytes(UTF_8)))
                    .as("%s of <%s>", tokenizer, golden.text())
                    .isEqualTo(golden.ids().stream().mapToInt(Integer::intValue).toArray());
        }
    }

    private static void check(Tokenizer tokenizer, List<Golden> goldens) {
        check(tokenizer, goldens, EncodingOptions.DEFAULT);
    }

    private static void check(Tokenizer tokenizer, List<Golden> goldens, EncodingOptions options) {
        assertThat(goldens).hasSizeGreaterThanOrEqualTo(20);
        Encoder encoder = tokenizer.newEncoder(options);
        for (Golden golden : goldens) {
            byte[] text = golden.text().getBytes(UTF_8);
            int[] ids = Encoding.encode(encoder, text);
            assertThat(Arrays.stream(ids).boxed().collect(Collectors.toList()))
                    .as("%s of <%s>", tokenizer, golden.text())
                    .isEqualTo(golden.ids());
            assertThat(encoder.count(text, 0, text.length)).isEqualTo(ids.length);
        }
    }
}

package dev.millrace.gpu;

import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.pipeline.Template;
import java.util.List;

/** The pre-tokenizers that there are kernels for, each with a tokenizer that has it and another kind of merges. */
enum Patterns {
    /** A merge list. */
    GPT2("tokenizers/kitoken-gpt2/tokenizer.json"),
    /** Byte ranks. */
    CL100K("cl100k_base"),
    /** Byte ranks. */
    O200K("o200k_base"),
    /** A merge list, but whole pieces first. */
    LLAMA3("tokenizers/lenml-llama3_1/tokenizer.json"),
    /** A merge list; one digit in a word. */
    QWEN2("tokenizers/lenml-qwen2_5/tokenizer.json");

    private final String source;

    Patterns(String source) {
        this.source = source;
    }

    /** The part of the tokenizer that the kernels do: no added tokens, no normalizer, no template. */
    Tokenizer load() {
        String name = source.contains("/") ? SharedData.path(source).toString() : source;
        Pipeline whole = ((PipelineTokenizer) TokenizerRegistry.load(name)).pipeline();
        Pipeline part = new Pipeline(List.of(), null, whole.splitter(), whole.model(), Template.NONE);
        return new PipelineTokenizer(name, name, part);
    }
}

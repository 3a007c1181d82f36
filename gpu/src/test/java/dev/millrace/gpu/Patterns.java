package dev.millrace.gpu;

import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import dev.millrace.tokenizer.vocab.TiktokenEncoding;
import java.util.List;
import java.util.Objects;

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
        return of(name, whole.splitter(), whole.model());
    }

    /** Byte ranks behind any expression that has a splitter. */
    static Tokenizer ofExpression(String regex) {
        Splitter splitter = Objects.requireNonNull(KnownPatterns.find(regex, CharClasses.regex()));
        return of(regex, splitter, TiktokenEncoding.CL100K_BASE.model());
    }

    private static Tokenizer of(String name, Splitter splitter, BpeModel model) {
        return new PipelineTokenizer(name, name, new Pipeline(List.of(), null, splitter, model, Template.NONE));
    }
}

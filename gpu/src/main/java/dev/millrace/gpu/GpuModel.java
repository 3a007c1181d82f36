package dev.millrace.gpu;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.general.GeneralTokenizer;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.Cl100kSplitter;
import dev.millrace.tokenizer.split.Gpt2Splitter;
import dev.millrace.tokenizer.split.O200kSplitter;
import dev.millrace.tokenizer.split.Splitter;

/**
 * What the kernels do of a tokenizer: pre-tokenizer and merges. Added tokens, normalizer, ill-formed UTF-8 and the template
 * are the CPU's.
 *
 * @param kind which kernel splits
 * @param classes classes of characters
 * @param digits most numbers in a word
 * @param wholeTail whether white space that ends a segment is one word
 * @param contractions whether a contraction belongs to the word before it
 * @param model the merges
 */
record GpuModel(
        SplitKind kind, CharClasses classes, int digits, boolean wholeTail, boolean contractions, BpeModel model) {

    /**
     * The model of a tokenizer.
     *
     * @throws IllegalArgumentException if there are no kernels for it; the message says why in one sentence
     */
    static GpuModel of(Tokenizer tokenizer) {
        if (tokenizer instanceof PipelineTokenizer fast && fast.isPlain()) {
            return of(tokenizer, fast.pipeline());
        }
        if (tokenizer instanceof GeneralTokenizer general && tokenizer.takesBytes()) {
            Pipeline engine = general.fastEngine();
            if (engine != null) {
                return ofBytes(tokenizer, engine.model());
            }
        }
        throw refusal(tokenizer, "be byte-level BPE without stages of another kind");
    }

    private static GpuModel of(Tokenizer tokenizer, Pipeline pipeline) {
        Splitter splitter = pipeline.splitter();
        BpeModel model = complete(tokenizer, pipeline.model());
        if (splitter instanceof Gpt2Splitter gpt2) {
            return new GpuModel(SplitKind.GPT2, gpt2.classes(), 0, false, false, model);
        }
        if (splitter instanceof Cl100kSplitter cl100k) {
            return new GpuModel(
                    SplitKind.CL100K, cl100k.classes(), cl100k.digits(), cl100k.takesWholeTail(), false, model);
        }
        if (splitter instanceof O200kSplitter o200k) {
            return new GpuModel(
                    SplitKind.O200K, o200k.classes(), o200k.digits(), false, o200k.takesContractions(), model);
        }
        throw refusal(tokenizer, "have the pre-tokenizer of GPT-2, cl100k, Llama 3, Qwen, o200k or Tekken");
    }

    /**
     * Without a pre-tokenizer, a segment is cut where no token reaches across. A part of it that is a token must become it by
     * merges, so a model that takes whole pieces will not do.
     */
    private static GpuModel ofBytes(Tokenizer tokenizer, BpeModel model) {
        if (model.takesWholePieces()) {
            throw refusal(tokenizer, "not ignore merges where it has no pre-tokenizer");
        }
        return new GpuModel(SplitKind.NONE, CharClasses.regex(), 0, false, false, complete(tokenizer, model));
    }

    private static BpeModel complete(Tokenizer tokenizer, BpeModel model) {
        for (int b = 0; b < 256; b++) {
            if (model.byteId(b) < 0) {
                throw refusal(tokenizer, "have all 256 single bytes");
            }
        }
        return model;
    }

    private static IllegalArgumentException refusal(Tokenizer tokenizer, String rule) {
        return new IllegalArgumentException(
                "a tokenizer must " + rule + " to run on a GPU, but " + tokenizer.name() + " does not");
    }
}

package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.bpe.BpeWorker;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Byte-level BPE: words are its pieces, with the space before them; what a text decodes to is its tokens' bytes. */
final class ByteLevelBase implements PoolBase {
    private final PipelineTokenizer tokenizer;
    private final Pipeline pipeline;

    ByteLevelBase(PipelineTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        pipeline = tokenizer.pipeline();
        byte[] words = "two words".getBytes(UTF_8);
        if (pipeline.splitter().next(words, 0, words.length) == words.length) {
            throw new TokenizerLoadException(
                    "the base of a clinical pool must cut text into words, which " + tokenizer.name() + " does not");
        }
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public Vocabulary vocabulary() {
        return pipeline.model().vocabulary();
    }

    @Override
    public boolean isPositional() {
        return false;
    }

    @Override
    public byte[] written(byte[] letters, boolean continuing) {
        return letters;
    }

    @Override
    public int unknown() {
        return -1;
    }

    /** Once after a space and once at the start of a line. */
    @Override
    public List<byte[]> words(String term) {
        List<byte[]> words = new ArrayList<>();
        addWords(" " + term, words);
        addWords(term, words);
        return words;
    }

    private void addWords(String text, List<byte[]> words) {
        Normalizer normalizer = pipeline.normalizer();
        byte[] bytes = text.getBytes(UTF_8);
        bytes = normalizer == null ? bytes : normalizer.normalize(bytes, 0, bytes.length);
        for (int at = 0; at < bytes.length; ) {
            int end = pipeline.splitter().next(bytes, 0, at, bytes.length);
            words.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
    }

    @Override
    public Encoder newEncoder() {
        BpeWorker worker = pipeline.model().newWorker();
        return new Encoder() {
            @Override
            public int encode(byte[] text, int from, int to) {
                return worker.encode(text, from, to);
            }

            @Override
            public int[] ids() {
                return worker.ids();
            }
        };
    }

    @Override
    public Tokenizer with(String name, String fingerprint, Vocabulary vocabulary, Supplier<SentenceEncoder> groups) {
        return new PipelineTokenizer(name, fingerprint, pipeline, new PoolTextModel(pipeline, vocabulary, groups));
    }
}

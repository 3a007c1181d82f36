package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.general.GeneralTokenizer;
import dev.millrace.tokenizer.general.PieceModel;
import dev.millrace.tokenizer.general.Stages;
import dev.millrace.tokenizer.general.WordPieceModel;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** WordPiece: words are its pre-tokenizer's pieces, and tokens that continue a word have a prefix. */
final class WordPieceBase implements PoolBase {
    private final GeneralTokenizer tokenizer;
    private final Stages.GeneralBody body;
    private final WordPieceModel model;

    WordPieceBase(GeneralTokenizer tokenizer, Stages.GeneralBody body, WordPieceModel model) {
        this.tokenizer = tokenizer;
        this.body = body;
        this.model = model;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public Vocabulary vocabulary() {
        return model.vocabulary();
    }

    @Override
    public boolean isPositional() {
        return true;
    }

    @Override
    public byte[] written(byte[] letters, boolean continuing) {
        if (!continuing) {
            return letters;
        }
        byte[] prefix = model.continuingPrefix();
        byte[] written = Arrays.copyOf(prefix, prefix.length + letters.length);
        System.arraycopy(letters, 0, written, prefix.length, letters.length);
        return written;
    }

    @Override
    public int unknown() {
        return model.unknown();
    }

    @Override
    public List<byte[]> words(String term) {
        return GeneralTokenizer.pieces(tokenizer.stages().normalizer(), body.preTokenizer(), term.getBytes(UTF_8));
    }

    @Override
    public Encoder newEncoder() {
        PieceModel.Worker worker = model.newWorker();
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
        Stages old = tokenizer.stages();
        Stages.Body words = new Stages.GroupedBody(body.preTokenizer(), vocabulary, body.originMatters(), groups::get);
        return new GeneralTokenizer(
                name,
                fingerprint,
                new Stages(old.addedTokens(), old.normalizer(), words, old.template(), old.decoder()));
    }
}

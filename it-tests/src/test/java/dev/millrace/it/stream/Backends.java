package dev.millrace.it.stream;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.tokenizer.BatchEncoders;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The CPU backend with faults built in. */
public final class Backends {
    private static final byte POISON = 0x07;

    private Backends() {}

    /** Content that the poisoned backends choke on: it starts with the control character BEL. */
    public static byte[] poison() {
        return new byte[] {POISON, 'p', 'o', 'i', 's', 'o', 'n'};
    }

    /** The CPU backend as it is. */
    public static BatchEncoderProvider cpu() {
        return BatchEncoders.choose("cpu").provider();
    }

    /** Its single-document encoder runs into a real StackOverflowError on {@link #poison()}. */
    public static BatchEncoderProvider overflowing() {
        return new Wrapped(OverflowingTokenizer::new, encoder -> encoder);
    }

    /** It fails a whole batch, as a device may, when {@link #poison()} is in it. */
    public static BatchEncoderProvider failingWholeBatches() {
        return new Wrapped(tokenizer -> tokenizer, FailingBatches::new);
    }

    /** Every batch takes {@code delay} longer, one after the other. */
    public static BatchEncoderProvider slow(Duration delay) {
        return new Wrapped(tokenizer -> tokenizer, encoder -> new Slow(encoder, delay));
    }

    private record Wrapped(UnaryOperator<Tokenizer> tokenizers, UnaryOperator<BatchEncoder> encoders)
            implements BatchEncoderProvider {
        @Override
        public String backend() {
            return "cpu";
        }

        @Override
        public @Nullable String unavailable() {
            return null;
        }

        @Override
        public BatchEncoder create(Tokenizer tokenizer, EncodingOptions options, int threads) {
            return encoders.apply(cpu().create(tokenizers.apply(tokenizer), options, threads));
        }
    }

    private record OverflowingTokenizer(Tokenizer tokenizer) implements Tokenizer {
        @Override
        public String name() {
            return tokenizer.name();
        }

        @Override
        public String fingerprint() {
            return tokenizer.fingerprint();
        }

        @Override
        public int vocabularySize() {
            return tokenizer.vocabularySize();
        }

        @Override
        public boolean takesBytes() {
            return tokenizer.takesBytes();
        }

        @Override
        public Encoder newEncoder(EncodingOptions options) {
            return new OverflowingEncoder(tokenizer.newEncoder(options));
        }

        @Override
        public byte[] decode(int[] ids, int from, int to) {
            return tokenizer.decode(ids, from, to);
        }
    }

    private record OverflowingEncoder(Encoder encoder) implements Encoder {
        @Override
        public void begin(byte[] src, int from, int to) {
            if (from < to && src[from] == POISON) {
                overflow(0);
            }
            encoder.begin(src, from, to);
        }

        @SuppressWarnings("InfiniteRecursion") // the very thing
        private static int overflow(int depth) {
            return overflow(depth + 1) + 1;
        }

        @Override
        public int next(int[] dst, int from, int to) {
            return encoder.next(dst, from, to);
        }

        @Override
        public long count(byte[] src, int from, int to) {
            return encoder.count(src, from, to);
        }

        @Override
        public boolean replacedInvalidUtf8() {
            return encoder.replacedInvalidUtf8();
        }
    }

    private record FailingBatches(BatchEncoder encoder) implements BatchEncoder {
        @Override
        public String backend() {
            return encoder.backend();
        }

        @Override
        public Tokenizer tokenizer() {
            return encoder.tokenizer();
        }

        @Override
        public CompletableFuture<EncodedBatch> submit(DocumentBatch documents) {
            for (int i = 0; i < documents.size(); i++) {
                int start = documents.offset(i);
                if (start < documents.offset(i + 1) && documents.bytes()[start] == POISON) {
                    return CompletableFuture.failedFuture(new LinkageError("a kernel died of document " + i));
                }
            }
            return encoder.submit(documents);
        }

        @Override
        public void close() {
            encoder.close();
        }
    }

    private record Slow(BatchEncoder encoder, Duration delay) implements BatchEncoder {
        @Override
        public String backend() {
            return encoder.backend();
        }

        @Override
        public Tokenizer tokenizer() {
            return encoder.tokenizer();
        }

        @Override
        public CompletableFuture<EncodedBatch> submit(DocumentBatch documents) {
            return CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS))
                    .thenCompose(elapsed -> encoder.submit(documents));
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}

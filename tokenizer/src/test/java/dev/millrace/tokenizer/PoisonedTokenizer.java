package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Throws what a broken engine could throw when a document asks for it by its first word. */
record PoisonedTokenizer(Tokenizer delegate) implements Tokenizer {

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public String fingerprint() {
        return delegate.fingerprint();
    }

    @Override
    public int vocabularySize() {
        return delegate.vocabularySize();
    }

    @Override
    public boolean takesBytes() {
        return delegate.takesBytes();
    }

    @Override
    public byte[] decode(int[] ids, int from, int to) {
        return delegate.decode(ids, from, to);
    }

    @Override
    public Encoder newEncoder(EncodingOptions options) {
        Encoder encoder = delegate.newEncoder(options);
        return new Encoder() {
            private int produced;
            private String poison = "";

            @Override
            public void begin(byte[] src, int from, int to) {
                produced = 0;
                poison = new String(src, from, to - from, UTF_8);
                encoder.begin(src, from, to);
            }

            @Override
            public int next(int[] dst, int from, int to) {
                produced += encoder.next(dst, from, Math.min(from + 1, to));
                if (produced > 0) {
                    switch (poison) {
                        case "overflow" -> throw new StackOverflowError();
                        case "linkage" -> throw new NoClassDefFoundError("missing");
                        case "runtime" -> throw new IllegalStateException("broken");
                        default -> {}
                    }
                }
                int n = produced;
                produced = 0;
                return n;
            }

            @Override
            public long count(byte[] src, int from, int to) {
                return encoder.count(src, from, to);
            }

            @Override
            public boolean replacedInvalidUtf8() {
                return encoder.replacedInvalidUtf8();
            }
        };
    }
}

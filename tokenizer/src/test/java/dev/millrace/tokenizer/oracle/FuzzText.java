package dev.millrace.tokenizer.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded documents for one tokenizer: random text, its own tokens glued together, and mutated real text. */
public final class FuzzText {
    private final Random random;
    private final RandomText randomText;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> addedTokens;
    private final List<String> corpora = new ArrayList<>();
    private int sweep;

    /** Documents from {@code random}; {@code corpora} are files of real text, {@code addedTokens} their texts. */
    public FuzzText(Random random, Tokenizer tokenizer, List<String> addedTokens, List<Path> corpora) {
        this.random = random;
        randomText = new RandomText(random);
        this.addedTokens = addedTokens;
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            if (tokenizer.vocabularySize() < 40_000 || random.nextInt(4) == 0) {
                addToken(tokenizer, id);
            }
        }
        for (Path corpus : corpora) {
            try {
                this.corpora.add(Files.readString(corpus));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void addToken(Tokenizer tokenizer, int id) {
        try {
            tokens.add(new String(tokenizer.decode(new int[] {id}, 0, 1), UTF_8));
        } catch (IllegalArgumentException hole) {
            tokens.add(" ");
        }
    }

    /** The next document, up to a few hundred characters. */
    public String next() {
        switch (random.nextInt(corpora.isEmpty() ? 5 : 8)) {
            case 0, 1 -> {
                return randomText.next(random.nextInt(200));
            }
            case 2 -> {
                return glued(tokens);
            }
            case 3 -> {
                return addedTokens.isEmpty() ? glued(tokens) : withAddedTokens();
            }
            case 4 -> {
                return sweep();
            }
            default -> {
                return mutated();
            }
        }
    }

    private String glued(List<String> parts) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) {
            text.append(parts.get(random.nextInt(parts.size())));
            if (random.nextInt(6) == 0) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    private String withAddedTokens() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            String token = addedTokens.get(random.nextInt(addedTokens.size()));
            switch (random.nextInt(6)) {
                case 0 -> text.append(randomText.next(5)).append(token);
                case 1 -> text.append("  ").append(token).append(" \n ");
                case 2 -> text.append('a').append(token).append('b');
                case 3 -> text.append(token, 0, random.nextInt(token.length() + 1));
                case 4 -> text.append(token.toUpperCase(java.util.Locale.ROOT)).append(' ');
                default -> text.append(token);
            }
        }
        return new String(text.toString().getBytes(UTF_8), UTF_8);
    }

    /** Every code point in turn, among letters, digits and spaces. */
    private String sweep() {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 48; n++) {
            do {
                sweep = (sweep + 1) % 0x110000;
            } while (!HuggingFaceOracle.isAsked(sweep));
            text.append(" a1".charAt(random.nextInt(3))).appendCodePoint(sweep);
        }
        return text.toString();
    }

    private String mutated() {
        String corpus = corpora.get(random.nextInt(corpora.size()));
        int length = Math.min(corpus.length(), random.nextInt(300));
        int start = random.nextInt(corpus.length() - length + 1);
        StringBuilder text = new StringBuilder(corpus.substring(start, start + length));
        for (int n = random.nextInt(6); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, randomText.next(2));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(9))));
            }
        }
        return new String(text.toString().getBytes(UTF_8), UTF_8);
    }
}

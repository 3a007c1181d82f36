package dev.millrace.tokenizer.oracle;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A seeded {@code model} of a {@code tokenizer.json}, with a small vocabulary learnt from seeded words. */
final class RandomModel {
    private static final String[] PREFIXES = {"##", "@@", "#"};
    private static final String[] SUFFIXES = {"</w>", "_"};

    private final Random random;
    private final boolean byteLevel;
    private final List<String> words = new ArrayList<>();
    private final Set<String> tokens = new LinkedHashSet<>();
    /** The first id that is greater than it need be. */
    private int hole = Integer.MAX_VALUE;

    /** A model for {@code words}, written in GPT-2's alphabet if {@code byteLevel}. */
    RandomModel(Random random, List<String> words, boolean byteLevel) {
        this.random = random;
        this.byteLevel = byteLevel;
        for (String word : words) {
            String spelled = byteLevel ? spell(word) : word;
            if (!spelled.isEmpty()) {
                this.words.add(spelled);
            }
        }
    }

    /** The model; its tokens are known afterwards. */
    JsonObject next() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> wordPiece();
            case 2 -> wordLevel();
            case 3 -> unigram();
            default -> bpe();
        };
    }

    /** The tokens of the model. */
    List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** Whether ids have a hole. */
    boolean hasHole() {
        return hole < Integer.MAX_VALUE;
    }

    private JsonObject bpe() {
        String prefix = random.nextInt(5) == 0 ? pick(PREFIXES) : "";
        String suffix = random.nextInt(5) == 0 ? pick(SUFFIXES) : "";
        JsonObject model = new JsonObject();
        if (random.nextInt(6) > 0) {
            model.addProperty("type", "BPE");
        }
        if (random.nextBoolean()) {
            model.add("dropout", JsonNull.INSTANCE);
        } else if (random.nextInt(4) == 0) {
            model.addProperty("dropout", 0.0);
        }
        affix(model, "continuing_subword_prefix", prefix);
        affix(model, "end_of_word_suffix", suffix);
        int unknown = random.nextInt(3);
        if (unknown == 0) {
            model.addProperty("unk_token", "<unk>");
            tokens.add("<unk>");
        } else if (unknown == 1) {
            model.add("unk_token", JsonNull.INSTANCE);
        }
        flag(model, "fuse_unk");
        flag(model, "ignore_merges");
        if (flag(model, "byte_fallback")) {
            bytes();
        }
        List<String[]> merges = learn(prefix, suffix);
        boolean pairs = random.nextBoolean()
                || merges.stream().anyMatch(merge -> merge[0].contains(" ") || merge[1].contains(" "));
        model.add("vocab", vocabulary());
        JsonArray list = new JsonArray();
        for (String[] merge : merges) {
            if (pairs) {
                JsonArray pair = new JsonArray();
                pair.add(merge[0]);
                pair.add(merge[1]);
                list.add(pair);
            } else {
                list.add(merge[0] + " " + merge[1]);
            }
        }
        model.add("merges", list);
        return model;
    }

    private void affix(JsonObject model, String field, String value) {
        if (!value.isEmpty() || random.nextInt(3) == 0) {
            model.addProperty(field, value);
        } else if (random.nextBoolean()) {
            model.add(field, JsonNull.INSTANCE);
        }
    }

    private boolean flag(JsonObject model, String field) {
        boolean value = random.nextInt(3) == 0;
        if (value || random.nextBoolean()) {
            model.addProperty(field, value);
        }
        return value;
    }

    private void bytes() {
        boolean all = random.nextInt(3) > 0;
        for (int b = 0; b < 256; b++) {
            if (all || random.nextInt(3) > 0) {
                tokens.add(String.format("<0x%02X>", b));
            }
        }
    }

    /** Merges at random what stands side by side in the words; most characters become tokens. */
    private List<String[]> learn(String prefix, String suffix) {
        if (byteLevel && random.nextInt(4) > 0) {
            for (int b = 0; b < 256; b++) {
                tokens.add(spelled(b));
            }
        }
        List<List<String>> sequences = new ArrayList<>();
        for (String word : words) {
            List<String> sequence = new ArrayList<>();
            for (int i = 0; i < word.length(); i = word.offsetByCodePoints(i, 1)) {
                int end = word.offsetByCodePoints(i, 1);
                sequence.add((i > 0 ? prefix : "") + word.substring(i, end) + (end == word.length() ? suffix : ""));
            }
            sequences.add(sequence);
            if (random.nextInt(20) > 0) {
                tokens.addAll(sequence);
            } else {
                tokens.add(word);
            }
        }
        sequences.removeIf(sequence -> !tokens.containsAll(sequence));
        List<String[]> merges = new ArrayList<>();
        for (int n = random.nextInt(60); n > 0 && !sequences.isEmpty(); n--) {
            List<String> from = sequences.get(random.nextInt(sequences.size()));
            if (from.size() > 1) {
                int at = random.nextInt(from.size() - 1);
                merge(sequences, merges, new String[] {from.get(at), from.get(at + 1)}, prefix);
            }
        }
        return merges;
    }

    private void merge(List<List<String>> sequences, List<String[]> merges, String[] pair, String prefix) {
        if (merges.stream().anyMatch(merge -> merge[0].equals(pair[0]) && merge[1].equals(pair[1]))) {
            return;
        }
        merges.add(pair);
        String merged = pair[0] + pair[1].substring(prefix.length());
        tokens.add(merged);
        for (List<String> sequence : sequences) {
            for (int i = 0; i + 1 < sequence.size(); i++) {
                if (sequence.get(i).equals(pair[0]) && sequence.get(i + 1).equals(pair[1])) {
                    sequence.set(i, merged);
                    sequence.remove(i + 1);
                }
            }
        }
    }

    private JsonObject wordPiece() {
        String prefix = random.nextInt(4) == 0 ? random.nextBoolean() ? "" : "@" : "##";
        JsonObject model = new JsonObject();
        model.addProperty("type", "WordPiece");
        String unknown = random.nextInt(4) == 0 ? "<unk>" : "[UNK]";
        tokens.add(unknown);
        parts(prefix);
        model.addProperty("unk_token", unknown);
        model.addProperty("continuing_subword_prefix", prefix);
        model.addProperty("max_input_chars_per_word", random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 100);
        model.add("vocab", vocabulary());
        return model;
    }

    private void parts(String prefix) {
        for (String word : words) {
            int[] characters = word.codePoints().toArray();
            for (int from = 0, to; from < characters.length; from = to) {
                to = Math.min(characters.length, from + 1 + random.nextInt(4));
                tokens.add((from > 0 ? prefix : "") + new String(characters, from, to - from));
            }
            if (random.nextBoolean()) {
                word.codePoints().forEach(c -> tokens.add(prefix + Character.toString(c)));
            }
        }
    }

    private JsonObject wordLevel() {
        JsonObject model = new JsonObject();
        model.addProperty("type", "WordLevel");
        model.addProperty("unk_token", "<unk>");
        if (random.nextInt(5) > 0) {
            tokens.add("<unk>");
        }
        tokens.addAll(words);
        parts("");
        model.add("vocab", vocabulary());
        return model;
    }

    private JsonObject unigram() {
        JsonObject model = new JsonObject();
        if (random.nextInt(4) > 0) {
            model.addProperty("type", "Unigram");
        }
        boolean known = random.nextInt(4) > 0;
        tokens.add("<unk>");
        if (flag(model, "byte_fallback")) {
            bytes();
        }
        parts("");
        for (String word : words) {
            if (random.nextInt(3) > 0) {
                word.codePoints().forEach(c -> tokens.add(Character.toString(c)));
            }
        }
        if (random.nextInt(3) == 0) {
            tokens.add("\u2581");
        }
        JsonArray list = new JsonArray();
        boolean ties = random.nextBoolean();
        for (String token : tokens) {
            JsonArray entry = new JsonArray();
            entry.add(token);
            entry.add(ties ? -random.nextInt(4) : -random.nextDouble() * 12);
            list.add(entry);
        }
        if (known) {
            model.addProperty("unk_id", random.nextInt(8) == 0 ? random.nextInt(tokens.size()) : 0);
        } else {
            model.add("unk_id", JsonNull.INSTANCE);
        }
        model.add("vocab", list);
        return model;
    }

    /** Ids in the order of the tokens or in a random one, seldom with holes. */
    private JsonObject vocabulary() {
        List<String> order = new ArrayList<>(tokens);
        if (random.nextBoolean()) {
            java.util.Collections.shuffle(order, random);
        }
        hole = random.nextInt(6) == 0 ? random.nextInt(order.size()) : Integer.MAX_VALUE;
        JsonObject vocabulary = new JsonObject();
        for (int id = 0; id < order.size(); id++) {
            vocabulary.addProperty(order.get(id), id < hole ? id : id + 3);
        }
        return vocabulary;
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String spell(String word) {
        StringBuilder spelled = new StringBuilder();
        for (byte b : word.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            spelled.append(spelled(b & 0xFF));
        }
        return spelled.toString();
    }

    /** A byte in GPT-2's alphabet. */
    private static String spelled(int b) {
        int moved = 256;
        for (int i = 0; i <= b; i++) {
            boolean printable = i > 0x20 && i < 0x7F || i > 0xA0 && i != 0xAD;
            if (i == b) {
                return Character.toString(printable ? b : moved);
            }
            moved += printable ? 0 : 1;
        }
        throw new AssertionError("unreachable for a byte, got " + b);
    }
}

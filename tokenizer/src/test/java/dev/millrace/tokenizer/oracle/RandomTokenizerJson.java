package dev.millrace.tokenizer.oracle;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Seeded {@code tokenizer.json} files made of every part that the format has. */
public final class RandomTokenizerJson {
    private static final String[] BEHAVIORS = {
        "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"
    };
    private static final String[] LITERALS = {" ", "a", "e", "\u2581", "  ", "\n", "1", ".", "''", "\u00E9", "ab"};
    private static final String[] MAY_BE_EMPTY = {"x*", "\\b", "$", "(?=a)"};
    private static final String[] REGEXES = {
        "\\s+",
        "\\s",
        " {2,}",
        "\\p{N}{1,3}",
        "\\d",
        "\\w+|[^\\w\\s]+",
        "[^\\p{L}\\p{N}]+",
        "\\p{L}+",
        "[\\r\\n]",
        " ?[^(\\s|[.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C])]+",
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?<=a)b",
        "^a",
        "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+",
        "(?:[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+)",
        "\\s?\\p{L}+",
        "\\s?\\p{P}+",
        "\\s+$",
        "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+",
        "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+",
        "[\\p{Han}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lo}\\p{M}&&[^\\p{Han}]]*[\\p{Ll}\\p{Lm}\\p{M}&&[^\\p{Han}]]+"
                + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+",
        "(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*",
        "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
        "(?<!\\p{L})\\p{Lu}|\\p{Ll}+(?=\\p{Lu})",
        "\\d{1,3}(?=(?:\\d{3})*\\b)",
        "[^\\S\\n]+|\\n",
        "[0-9]",
        "\\X",
        "."
    };

    private final Random random;
    private final RandomText text;

    /** Files from {@code random}. */
    public RandomTokenizerJson(Random random) {
        this.random = random;
        text = new RandomText(random);
    }

    /** The next file. */
    public JsonObject next() {
        JsonObject root = new JsonObject();
        root.addProperty("version", "1.0");
        root.add("truncation", JsonNull.INSTANCE);
        root.add("padding", JsonNull.INSTANCE);
        boolean byteLevel = random.nextInt(3) == 0;
        RandomModel model = new RandomModel(random, words(), byteLevel);
        JsonObject modelJson = model.next();
        root.add("added_tokens", addedTokens(model.tokens(), model.hasHole()));
        root.add("normalizer", random.nextInt(3) == 0 ? JsonNull.INSTANCE : normalizer(2, byteLevel));
        root.add("pre_tokenizer", preTokenizer(byteLevel));
        root.add("post_processor", random.nextInt(3) == 0 ? JsonNull.INSTANCE : postProcessor(true));
        root.add("decoder", byteLevel && random.nextInt(4) > 0 ? byteLevel(false, true) : JsonNull.INSTANCE);
        root.add("model", modelJson);
        return root;
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        boolean metaspace = random.nextInt(3) == 0;
        for (int n = 5 + random.nextInt(30); n > 0; n--) {
            String word = random.nextInt(3) == 0 ? text.next(1 + random.nextInt(6)) : letters(1 + random.nextInt(6));
            if (random.nextInt(3) == 0) {
                word = " " + word;
            }
            words.add(metaspace ? word.replace(' ', '\u2581') : word);
        }
        return words;
    }

    private String letters(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("aabcdeehlost ABE1209.,'".charAt(random.nextInt(i == 0 ? 12 : 23)));
        }
        return word.toString();
    }

    /** Beside a hole all are tokens of the model, because the library may give two tokens one id. */
    private JsonArray addedTokens(List<String> tokens, boolean hole) {
        JsonArray list = new JsonArray();
        List<String> contents = new ArrayList<>();
        for (int n = random.nextInt(3) == 0 ? 0 : random.nextInt(7); n > 0; n--) {
            contents.add(hole ? tokens.get(random.nextInt(tokens.size())) : content(tokens, contents));
        }
        int id = tokens.size();
        for (String content : contents) {
            if (content.isEmpty()) {
                continue;
            }
            JsonObject token = new JsonObject();
            token.addProperty("id", tokens.contains(content) ? tokens.indexOf(content) : id++);
            token.addProperty("content", content);
            boolean special = random.nextBoolean();
            boolean normalized = random.nextInt(4) == 0 ? special : !special;
            boolean leftStrip = random.nextInt(5) == 0;
            token.addProperty("single_word", random.nextInt(5) == 0);
            token.addProperty("lstrip", leftStrip);
            // The library ends the process where white space with lstrip alone has been taken by the token before it.
            token.addProperty("rstrip", random.nextInt(5) == 0 || leftStrip && (normalized || content.isBlank()));
            token.addProperty("normalized", normalized);
            token.addProperty("special", special);
            list.add(token);
        }
        return list;
    }

    private String content(List<String> tokens, List<String> before) {
        return switch (random.nextInt(9)) {
            case 0 -> "<s>";
            case 1 -> "[MASK]";
            case 2 -> "<|end|>";
            case 3 -> tokens.get(random.nextInt(tokens.size()));
            case 4 -> before.isEmpty() ? "<" : before.get(before.size() - 1) + pick(LITERALS);
            case 5 -> " ".repeat(1 + random.nextInt(3));
            case 6 -> letters(1 + random.nextInt(3)).toUpperCase(Locale.ROOT);
            case 7 -> text.next(1 + random.nextInt(3));
            default -> letters(1 + random.nextInt(3));
        };
    }

    private JsonObject normalizer(int depth, boolean byteLevel) {
        int kind = random.nextInt(depth > 0 ? 16 : 12);
        JsonObject stage = new JsonObject();
        switch (kind) {
            case 0 -> stage.addProperty("type", pick("NFC", "NFD", "NFKC", "NFKD"));
            case 1 -> stage.addProperty("type", "Lowercase");
            case 2 -> stage.addProperty("type", "StripAccents");
            case 3 -> stage.addProperty("type", "Nmt");
            case 4 -> stage.addProperty("type", byteLevel && random.nextBoolean() ? "ByteLevel" : "NFD");
            case 5 -> {
                stage.addProperty("type", "Strip");
                stage.addProperty("strip_left", random.nextBoolean());
                stage.addProperty("strip_right", random.nextBoolean());
            }
            case 6 -> {
                stage.addProperty("type", "Prepend");
                stage.addProperty("prepend", pick("\u2581", " ", "ab"));
            }
            case 7, 8, 9 -> {
                stage.addProperty("type", "Replace");
                pattern(stage, false);
                stage.addProperty("content", pick("\u2581", " ", "", "x", "\""));
            }
            case 10 -> bert(stage);
            case 11 -> {
                stage.addProperty("type", "Precompiled");
                stage.addProperty("precompiled_charsmap", CharsMap.next(random));
            }
            default -> {
                stage.addProperty("type", "Sequence");
                JsonArray stages = new JsonArray();
                for (int n = random.nextInt(4); n > 0; n--) {
                    stages.add(normalizer(depth - 1, byteLevel));
                }
                stage.add("normalizers", stages);
            }
        }
        return stage;
    }

    private void bert(JsonObject stage) {
        stage.addProperty("type", "BertNormalizer");
        stage.addProperty("clean_text", random.nextBoolean());
        stage.addProperty("handle_chinese_chars", random.nextBoolean());
        if (random.nextBoolean()) {
            stage.add("strip_accents", JsonNull.INSTANCE);
        } else {
            stage.addProperty("strip_accents", random.nextBoolean());
        }
        stage.addProperty("lowercase", random.nextBoolean());
    }

    /** The library replaces empty matches so that it may fail later. */
    private void pattern(JsonObject stage, boolean mayBeEmpty) {
        JsonObject pattern = new JsonObject();
        if (random.nextBoolean()) {
            pattern.addProperty("String", pick(LITERALS));
        } else {
            pattern.addProperty("Regex", mayBeEmpty ? pick(MAY_BE_EMPTY) : pick(REGEXES));
        }
        stage.add("pattern", pattern);
    }

    private com.google.gson.JsonElement preTokenizer(boolean byteLevel) {
        JsonArray stages = new JsonArray();
        for (int n = random.nextInt(3); n > 0; n--) {
            stages.add(stage(1));
        }
        if (byteLevel && random.nextInt(8) > 0) {
            stages.add(byteLevel(random.nextInt(4) == 0, random.nextBoolean()));
        }
        if (stages.isEmpty() && random.nextBoolean()) {
            return JsonNull.INSTANCE;
        }
        return stages.size() == 1 && random.nextInt(4) > 0 ? stages.get(0) : sequence("pretokenizers", stages);
    }

    private static JsonObject sequence(String field, JsonArray stages) {
        JsonObject sequence = new JsonObject();
        sequence.addProperty("type", "Sequence");
        sequence.add(field, stages);
        return sequence;
    }

    private JsonObject byteLevel(boolean addPrefixSpace, boolean useRegex) {
        JsonObject stage = new JsonObject();
        stage.addProperty("type", "ByteLevel");
        stage.addProperty("add_prefix_space", addPrefixSpace);
        stage.addProperty("trim_offsets", random.nextBoolean());
        if (!useRegex || random.nextBoolean()) {
            stage.addProperty("use_regex", useRegex);
        }
        return stage;
    }

    private JsonObject stage(int depth) {
        JsonObject stage = new JsonObject();
        switch (random.nextInt(depth > 0 ? 13 : 12)) {
            case 0 -> stage.addProperty("type", "BertPreTokenizer");
            case 1 -> stage.addProperty("type", "Whitespace");
            case 2 -> stage.addProperty("type", "WhitespaceSplit");
            case 3 -> stage.addProperty("type", "UnicodeScripts");
            case 4 -> {
                stage.addProperty("type", "CharDelimiterSplit");
                stage.addProperty("delimiter", pick(" ", "e", "\u2581", "\u4F60"));
            }
            case 5 -> {
                stage.addProperty("type", "FixedLength");
                stage.addProperty("length", 1 + random.nextInt(6));
            }
            case 6 -> {
                stage.addProperty("type", "Digits");
                stage.addProperty("individual_digits", random.nextBoolean());
            }
            case 7 -> {
                stage.addProperty("type", "Punctuation");
                if (random.nextInt(4) > 0) {
                    stage.addProperty("behavior", pick(BEHAVIORS));
                }
            }
            case 8, 9 -> metaspace(stage);
            case 10, 11 -> {
                stage.addProperty("type", "Split");
                pattern(stage, random.nextInt(10) == 0);
                stage.addProperty("behavior", pick(BEHAVIORS));
                stage.addProperty("invert", random.nextInt(3) == 0);
            }
            default -> {
                JsonArray stages = new JsonArray();
                for (int n = random.nextInt(3); n > 0; n--) {
                    stages.add(stage(depth - 1));
                }
                return sequence("pretokenizers", stages);
            }
        }
        return stage;
    }

    private void metaspace(JsonObject stage) {
        stage.addProperty("type", "Metaspace");
        stage.addProperty("replacement", pick("\u2581", "\u2581", "_", "\u0120"));
        if (random.nextInt(3) == 0) {
            boolean prepends = random.nextBoolean();
            stage.addProperty("add_prefix_space", prepends);
            if (!prepends) {
                stage.addProperty("prepend_scheme", "never");
            }
            if (random.nextBoolean()) {
                stage.addProperty("str_rep", "\u2581");
            }
        } else {
            stage.addProperty("prepend_scheme", pick("first", "always", "never"));
            if (random.nextBoolean()) {
                stage.addProperty("split", random.nextBoolean());
            }
        }
    }

    private JsonObject postProcessor(boolean nests) {
        JsonObject processor = new JsonObject();
        switch (random.nextInt(nests ? 5 : 4)) {
            case 0 -> {
                return byteLevel(random.nextBoolean(), random.nextBoolean());
            }
            case 1 -> {
                processor.addProperty("type", "BertProcessing");
                processor.add("sep", pair("[SEP]", 2));
                processor.add("cls", pair("[CLS]", 1));
            }
            case 2 -> {
                processor.addProperty("type", "RobertaProcessing");
                processor.add("sep", pair("</s>", 2));
                processor.add("cls", pair("<s>", 0));
                processor.addProperty("trim_offsets", random.nextBoolean());
                processor.addProperty("add_prefix_space", random.nextBoolean());
            }
            case 3 -> template(processor);
            default -> {
                JsonArray processors = new JsonArray();
                for (int n = random.nextInt(3); n > 0; n--) {
                    processors.add(n == 2 ? byteLevel(true, true) : postProcessor(false));
                }
                return sequence("processors", processors);
            }
        }
        return processor;
    }

    private static JsonArray pair(String token, int id) {
        JsonArray pair = new JsonArray();
        pair.add(token);
        pair.add(id);
        return pair;
    }

    private void template(JsonObject processor) {
        processor.addProperty("type", "TemplateProcessing");
        JsonArray single = new JsonArray();
        for (int n = random.nextInt(3); n > 0; n--) {
            single.add(element("SpecialToken", "<s>"));
        }
        single.add(element("Sequence", "A"));
        for (int n = random.nextInt(3); n > 0; n--) {
            single.add(element("SpecialToken", "</s>"));
        }
        JsonArray pair = new JsonArray();
        pair.add(element("Sequence", "A"));
        pair.add(element("Sequence", "B"));
        processor.add("single", single);
        processor.add("pair", pair);
        JsonObject tokens = new JsonObject();
        tokens.add("<s>", specialToken("<s>", 1));
        tokens.add("</s>", specialToken("</s>", 1 + random.nextInt(2)));
        processor.add("special_tokens", tokens);
    }

    private JsonObject element(String kind, String id) {
        JsonObject inner = new JsonObject();
        inner.addProperty("id", id);
        inner.addProperty("type_id", random.nextInt(2));
        JsonObject element = new JsonObject();
        element.add(kind, inner);
        return element;
    }

    private static JsonObject specialToken(String token, int count) {
        JsonObject special = new JsonObject();
        special.addProperty("id", token);
        JsonArray ids = new JsonArray();
        JsonArray texts = new JsonArray();
        for (int i = 0; i < count; i++) {
            ids.add(i + 1);
            texts.add(token);
        }
        special.add("ids", ids);
        special.add("tokens", texts);
        return special;
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}

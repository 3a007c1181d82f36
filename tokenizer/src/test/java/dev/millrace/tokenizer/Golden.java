package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One text with the ids that the reference gives it. */
record Golden(String text, List<Integer> ids) {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** The CSV files of jtokkit: text, all ids, the first ten ids. */
    static List<Golden> jtokkit(Path csv) {
        List<Golden> goldens = new ArrayList<>();
        for (List<String> row : rows(read(csv))) {
            if (row.size() == 3 && !row.get(0).equals("input")) {
                goldens.add(new Golden(row.get(0), ids(row.get(1))));
            }
        }
        return goldens;
    }

    /** The line-by-line files of kitoken. */
    static List<Golden> kitoken(Path inputs, Path tokens) {
        String[] texts = read(inputs).split("\n", -1);
        String[] ids = read(tokens).split("\n", -1);
        List<Golden> goldens = new ArrayList<>();
        for (int i = 0; i < texts.length && i < ids.length; i++) {
            String text = texts[i].replace("\\n", "\n").replace("\\s", " ").replace("\\x", "");
            if (!texts[i].isEmpty()) {
                goldens.add(new Golden(text, ids(ids[i])));
            }
        }
        return goldens;
    }

    /** The pairs of files of llama.cpp. */
    static List<Golden> llamaCpp(Path inputs, Path outputs) {
        String[] texts = read(inputs).split("\n__ggml_vocab_test__\n", -1);
        String[] ids = read(outputs).split("\n", -1);
        List<Golden> goldens = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            goldens.add(new Golden(texts[i], ids(ids[i])));
        }
        return goldens;
    }

    /** The vectors of one model in a file of transformers.js. */
    static List<Golden> transformersJs(Path json, String model) {
        JsonObject cases = JsonParser.parseString(read(json))
                .getAsJsonObject()
                .getAsJsonObject("models")
                .getAsJsonObject(model);
        List<Golden> goldens = new ArrayList<>();
        for (String name : cases.keySet()) {
            JsonObject golden = cases.getAsJsonObject(name);
            if (!golden.has("text_pair")) {
                goldens.add(new Golden(
                        golden.get("text").getAsString(), ids(golden.get("ids").toString())));
            }
        }
        return goldens;
    }

    private static List<Integer> ids(String list) {
        List<Integer> ids = new ArrayList<>();
        Matcher number = NUMBER.matcher(list);
        while (number.find()) {
            ids.add(Integer.valueOf(number.group()));
        }
        return ids;
    }

    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (quoted || c != '\r') {
                field.append(c);
            }
        }
        if (!row.isEmpty()) {
            row.add(field.toString());
            rows.add(row);
        }
        return rows;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

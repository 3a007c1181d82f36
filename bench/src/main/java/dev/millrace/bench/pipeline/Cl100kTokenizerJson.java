package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the vocabulary {@code cl100k_base} as a Hugging Face {@code tokenizer.json}, so that the rival that needs one
 * has the same work to do. The ranks are those that jtokkit carries; the merges are found by merging each token from
 * its bytes with the ranks below its own.
 */
final class Cl100kTokenizerJson {
    private static final String RANKS = "/com/knuddels/jtokkit/cl100k_base.tiktoken";
    private static final String PATTERN =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private Cl100kTokenizerJson() {}

    static void write(Path file) throws IOException {
        Map<String, Integer> ranks = ranks();
        ObjectMapper json = new ObjectMapper();
        ObjectNode model = json.createObjectNode();
        model.put("type", "BPE");
        model.put("ignore_merges", true);
        ObjectNode vocab = model.putObject("vocab");
        ArrayNode merges = json.createArrayNode();
        List<Map.Entry<String, Integer>> inOrder =
                ranks.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
        for (Map.Entry<String, Integer> entry : inOrder) {
            String token = entry.getKey();
            vocab.put(visible(token), entry.getValue());
            if (token.length() > 1) {
                List<String> parts = mergeBelow(token, entry.getValue(), ranks);
                if (parts.size() == 2) {
                    merges.addArray().add(visible(parts.get(0))).add(visible(parts.get(1)));
                }
            }
        }
        model.set("merges", merges);
        ObjectNode root = json.createObjectNode();
        root.put("version", "1.0");
        ObjectNode sequence = root.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        ObjectNode split = steps.addObject()
                .put("type", "Split")
                .put("behavior", "Isolated")
                .put("invert", false);
        split.putObject("pattern").put("Regex", PATTERN);
        steps.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        root.set("model", model);
        Files.write(file, json.writeValueAsBytes(root));
    }

    /** Tokens as Latin-1 strings, one character a byte, with their ranks. */
    private static Map<String, Integer> ranks() throws IOException {
        Map<String, Integer> ranks = new HashMap<>();
        try (InputStream in = Cl100kTokenizerJson.class.getResourceAsStream(RANKS)) {
            if (in == null) {
                throw new IOException("the jtokkit artifact must hold " + RANKS + ", found nothing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
            for (String line; (line = lines.readLine()) != null; ) {
                int space = line.indexOf(' ');
                byte[] token = Base64.getDecoder().decode(line.substring(0, space));
                ranks.put(new String(token, ISO_8859_1), Integer.valueOf(line.substring(space + 1)));
            }
        }
        return ranks;
    }

    private static List<String> mergeBelow(String token, int limit, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < token.length(); i++) {
            parts.add(token.substring(i, i + 1));
        }
        while (parts.size() > 2) {
            int best = -1;
            int bestRank = limit;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), limit);
                if (rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            if (best < 0) {
                break;
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return parts;
    }

    /** GPT-2's way to write bytes: printable ones as themselves, the others as the characters from U+0100 on. */
    private static String visible(String token) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < token.length(); i++) {
            text.append(visible(token.charAt(i)));
        }
        return text.toString();
    }

    private static char visible(char b) {
        return isPrintable(b) ? b : (char) (0x100 + unprintableBelow(b));
    }

    private static int unprintableBelow(char b) {
        int count = 0;
        for (char other = 0; other < b; other++) {
            count += isPrintable(other) ? 0 : 1;
        }
        return count;
    }

    private static boolean isPrintable(char b) {
        return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE && b <= 0xFF;
    }
}

package dev.millrace.tokenizer.bpe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The batched engine on random vocabularies, with and without all bytes, with holes, by ranks and by lists of merges, with
 * tokens that no merge reaches, against merging pair by pair.
 */
class SmallVocabulariesTest {
    private static final int MODELS = 400;
    private static final int BATCHES = 12;
    /** Bytes of pieces, up to those of them that have a form of their own and one more. */
    private static final int[] LENGTHS = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 32, 33, 63, 64, 65, 256, 257};

    @Test
    void encodesAsMergingPairByPairDoes() {
        for (long seed = 0; seed < MODELS; seed++) {
            Random random = new Random(seed);
            byte[] alphabet = new byte[1 + random.nextInt(6)];
            random.nextBytes(alphabet);
            alphabet[0] = (byte) (random.nextBoolean() ? 0 : 'a');
            BpeModel model = model(random, alphabet);
            int ids = model.vocabulary().size();
            List<BpeBatch> batches =
                    List.of(model.newBatch(), new BpeBatch(model, new PieceCache(ids, 1, 1, 600, 600)));
            for (int i = 0; i < BATCHES; i++) {
                compare(random, alphabet, model, batches, "seed " + seed + ", batch " + i);
            }
        }
    }

    private static void compare(Random random, byte[] alphabet, BpeModel model, List<BpeBatch> batches, String what) {
        int pieces = 1 + random.nextInt(BpeBatch.PIECES);
        int[] starts = new int[pieces + 1];
        for (int i = 0; i < pieces; i++) {
            starts[i + 1] = starts[i] + LENGTHS[random.nextInt(random.nextInt(3) == 0 ? LENGTHS.length : 6)];
        }
        byte[] text = new byte[starts[pieces] + BpeBatch.PADDING];
        random.nextBytes(text); // what follows the last piece does not matter
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < starts[pieces]; i++) {
            text[i] = alphabet[random.nextInt(alphabet.length)];
        }
        for (int i = 0; i < pieces; i++) {
            expected.addAll(merged(model, text, starts[i], starts[i + 1]));
        }
        for (BpeBatch batch : batches) {
            int[] dst = new int[starts[pieces] + 2];
            int end = batch.encode(text, starts, 0, pieces, dst, 0);
            assertThat(Arrays.stream(dst, 0, end).boxed().toList()).as(what).isEqualTo(expected);
        }
    }

    private static List<Integer> merged(BpeModel model, byte[] text, int from, int to) {
        int whole = model.takesWholePieces() ? model.vocabulary().find(text, from, to) : -1;
        if (whole >= 0) {
            return List.of(whole);
        }
        List<Integer> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (model.byteId(text[i] & 0xff) >= 0) {
                ids.add(model.byteId(text[i] & 0xff));
            }
        }
        return NaiveBpe.merge(ids, model.merges()::get);
    }

    private static BpeModel model(Random random, byte[] alphabet) {
        boolean complete = random.nextBoolean();
        Set<String> tokens = new LinkedHashSet<>();
        for (int b = 0; complete && b < 256; b++) {
            tokens.add(String.valueOf((char) b));
        }
        tokens.add(string(alphabet[0]));
        for (byte b : alphabet) {
            if (random.nextInt(4) > 0) {
                tokens.add(string(b));
            }
        }
        List<String[]> merges = merges(random, alphabet, tokens);
        for (int i = random.nextInt(20); i > 0; i--) { // that no merge reaches
            StringBuilder token = new StringBuilder();
            for (int k = 1 + random.nextInt(17); k > 0; k--) {
                token.append(string(alphabet[random.nextInt(alphabet.length)]));
            }
            tokens.add(token.toString());
        }
        int hole = random.nextInt(3) == 0 ? 3 : Integer.MAX_VALUE;
        List<String> byId = new ArrayList<>();
        for (String token : tokens) {
            while (random.nextInt(hole) == 0) {
                byId.add("");
            }
            byId.add(token);
        }
        Vocabulary vocabulary = new Vocabulary(
                byId.stream()
                        .map(token -> token.isEmpty() ? null : token.getBytes(ISO_8859_1))
                        .toArray(byte[][]::new),
                new BitSet());
        int[] byteIds = new int[256];
        Arrays.setAll(byteIds, b -> byId.indexOf(String.valueOf((char) b)));
        boolean ranks = random.nextBoolean();
        MergeTable table = ranks ? MergeTable.ofByteRanks(vocabulary) : new MergeTable(merges.size());
        for (int rank = 0; !ranks && rank < merges.size(); rank++) {
            String[] pair = merges.get(rank);
            table.put(byId.indexOf(pair[0]), byId.indexOf(pair[1]), rank, byId.indexOf(pair[0] + pair[1]));
        }
        return new BpeModel(vocabulary, table, byteIds, ranks || random.nextBoolean());
    }

    /** Pairs of tokens, of which each becomes a token as well. */
    private static List<String[]> merges(Random random, byte[] alphabet, Set<String> tokens) {
        List<String> parts = new ArrayList<>();
        for (byte b : alphabet) {
            if (tokens.contains(string(b)) && !parts.contains(string(b))) {
                parts.add(string(b));
            }
        }
        int longest = LENGTHS[2 + random.nextInt(8)];
        Set<String> seen = new LinkedHashSet<>();
        List<String[]> merges = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            String left = parts.get(random.nextInt(parts.size()));
            String right = parts.get(random.nextInt(parts.size()));
            String both = left + right;
            if (both.length() <= longest && seen.add(left.length() + both)) {
                merges.add(new String[] {left, right});
                if (tokens.add(both)) {
                    parts.add(both);
                }
            }
        }
        return merges;
    }

    private static String string(byte b) {
        return String.valueOf((char) (b & 0xff));
    }
}

package dev.millrace.tokenizer.bpe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Merges made at once, against one merge after the other, in small vocabularies with every order of merges. */
class BytePairsTest {
    private static final boolean FULL =
            System.getProperty("millrace.tests", "quick").equals("full");

    /** A vocabulary of all bytes and of random tokens of the first few letters. */
    private static final class Merges {
        final List<String> tokens = new ArrayList<>();
        final List<int[]> pairs = new ArrayList<>();

        Merges(Random random) {
            for (int value = 0; value < 256; value++) {
                tokens.add(new String(new byte[] {(byte) value}, ISO_8859_1));
            }
            int letters = 2 + random.nextInt(3);
            int size = 2 + random.nextInt(30);
            for (int tries = 0; pairs.size() < size && tries < 1_000; tries++) {
                int left = any(random, letters);
                int right = any(random, letters);
                String joined = tokens.get(left) + tokens.get(right);
                if (joined.length() <= 8 && pairs.stream().noneMatch(pair -> pair[0] == left && pair[1] == right)) {
                    if (!tokens.contains(joined)) {
                        tokens.add(joined);
                    }
                    pairs.add(new int[] {left, right, tokens.indexOf(joined)});
                }
            }
            if (random.nextInt(3) == 0) {
                Collections.shuffle(pairs, random); // tokens are of use before they are made
            }
        }

        private int any(Random random, int letters) {
            int made = tokens.size() - 256;
            return made == 0 || random.nextBoolean() ? 'a' + random.nextInt(letters) : 256 + random.nextInt(made);
        }

        BpeModel model() {
            byte[][] bytes =
                    tokens.stream().map(token -> token.getBytes(ISO_8859_1)).toArray(byte[][]::new);
            MergeTable table = new MergeTable(pairs.size());
            for (int rank = 0; rank < pairs.size(); rank++) {
                table.put(pairs.get(rank)[0], pairs.get(rank)[1], rank, pairs.get(rank)[2]);
            }
            int[] byteIds = IntStream.range(0, 256).toArray();
            return new BpeModel(new Vocabulary(bytes, new BitSet()), table, byteIds, false);
        }

        List<Integer> encode(byte[] text) {
            Map<List<Integer>, Long> merges = new HashMap<>();
            for (int rank = 0; rank < pairs.size(); rank++) {
                merges.put(List.of(pairs.get(rank)[0], pairs.get(rank)[1]), (long) rank << 32 | pairs.get(rank)[2]);
            }
            List<Integer> ids = new ArrayList<>();
            for (byte value : text) {
                ids.add(value & 0xff);
            }
            return NaiveBpe.merge(ids, (left, right) -> merges.getOrDefault(List.of(left, right), -1L));
        }
    }

    @Test
    void mergesThatAreCertainComeToTheSame() {
        int[] certain = new int[2];
        for (int seed = 0; seed < (FULL ? 200_000 : 6_000); seed++) {
            Random random = new Random(seed);
            Merges merges = new Merges(random);
            BpeModel model = merges.model();
            certain[model.bytePairs.certain ? 1 : 0]++;
            BpeWorker worker = model.newWorker();
            for (int i = 0; i < 8; i++) {
                byte[] text = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 64 : 14)];
                for (int k = 0; k < text.length; k++) {
                    text[k] = (byte) ('a' + random.nextInt(4));
                }
                int count = worker.merge(text, 0, text.length);
                assertThat(Arrays.stream(worker.ids(), 0, count).boxed().toList())
                        .as("seed %d: <%s>", seed, new String(text, ISO_8859_1))
                        .isEqualTo(merges.encode(text));
            }
        }
        assertThat(certain[0]).as("lists that use tokens before they make them").isPositive();
        assertThat(certain[1]).as("lists that do not").isGreaterThan(certain[0]);
    }
}

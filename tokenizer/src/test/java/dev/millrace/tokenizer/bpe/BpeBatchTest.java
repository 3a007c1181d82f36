package dev.millrace.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.vocab.TiktokenEncoding;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cached, batched engine against the definition, on pieces made of the vocabulary itself. */
class BpeBatchTest {
    private static final boolean FULL =
            System.getProperty("millrace.tests", "quick").equals("full");

    @ParameterizedTest
    @EnumSource(names = {"R50K_BASE", "CL100K_BASE", "O200K_BASE"})
    void encodesAsTheDefinitionSays(TiktokenEncoding encoding) {
        BpeModel model = encoding.model();
        NaiveBpe naive = new NaiveBpe(model.vocabulary());
        // The second cache is emptied again and again; what it has forgotten must not show.
        BpeBatch roomy = model.newBatch();
        BpeBatch cramped = new BpeBatch(model, new PieceCache(model.vocabulary().size(), 1, 1, 600, 600));
        int[] dst = new int[1 << 16];
        for (int round = 0; round < (FULL ? 4_000 : 60); round++) {
            Random random = new Random(round);
            ByteArrayOutputStream window = new ByteArrayOutputStream();
            int[] starts = new int[BpeBatch.PIECES + 1];
            int pieces = 1 + random.nextInt(BpeBatch.PIECES);
            byte[][] few = new byte[1 + random.nextInt(100)][];
            Arrays.setAll(few, i -> piece(random, model.vocabulary()));
            for (int i = 0; i < pieces; i++) {
                window.writeBytes(few[random.nextInt(few.length)]);
                starts[i + 1] = window.size();
            }
            window.writeBytes(new byte[BpeBatch.PADDING]);
            byte[] text = window.toByteArray();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < pieces; i++) {
                expected.addAll(naive.encode(text, starts[i], starts[i + 1]));
            }
            for (BpeBatch batch : List.of(roomy, cramped)) {
                Arrays.fill(dst, -7);
                int end = batch.encode(text, starts, 0, pieces, dst, 3);
                assertThat(Arrays.stream(dst, 3, end).boxed().toList())
                        .as("seed " + round)
                        .isEqualTo(expected);
            }
        }
    }

    private static byte[] piece(Random random, Vocabulary vocabulary) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        int parts = random.nextInt(12) == 0 ? 1 + random.nextInt(60) : 1 + random.nextInt(4);
        int script = random.nextInt(vocabulary.size());
        while (parts-- > 0) {
            int id = random.nextBoolean()
                    ? random.nextInt(vocabulary.size())
                    : Math.max(0, script - random.nextInt(500));
            if (!vocabulary.contains(id)) {
                continue;
            }
            byte[] token = vocabulary.token(id);
            int from = random.nextInt(6) == 0 ? random.nextInt(token.length) : 0;
            int to = random.nextInt(6) == 0 ? from + random.nextInt(token.length - from) : token.length;
            piece.write(token, from, to - from);
            if (random.nextInt(5) == 0) {
                piece.writeBytes(
                        new String(Character.toChars(0x4E00 + random.nextInt(random.nextBoolean() ? 50 : 5000)))
                                .repeat(1 + random.nextInt(3))
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            if (random.nextInt(40) == 0) {
                piece.write(random.nextInt(256));
            }
        }
        return piece.size() == 0 ? new byte[] {' '} : piece.toByteArray();
    }
}

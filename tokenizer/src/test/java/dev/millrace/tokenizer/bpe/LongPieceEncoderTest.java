package dev.millrace.tokenizer.bpe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.vocab.TiktokenEncoding;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chunk by chunk against all at once. */
class LongPieceEncoderTest {

    @ParameterizedTest
    @EnumSource(names = {"R50K_BASE", "CL100K_BASE", "O200K_BASE"})
    void encodesChunksAsItEncodesTheWhole(TiktokenEncoding encoding) {
        BpeModel model = encoding.model();
        LongPieceEncoder chunks = model.newLongPieceEncoder();
        BpeWorker whole = model.newWorker();
        for (int seed = 0; seed < 24; seed++) {
            byte[] text = text(new Random(seed), seed % 8, model);
            int n = whole.encode(text, 1, text.length - 1);
            int[] expected = Arrays.copyOf(whole.ids(), n);
            int[] ids = new int[n + 1];
            int at = 0;
            chunks.begin(text, 1, text.length - 1);
            int room = seed % 3 == 0 ? n + 1 : 1 + seed * 50;
            for (int got; (got = chunks.next(ids, at, Math.min(n + 1, at + room))) > 0; ) {
                at += got;
            }
            assertThat(Arrays.copyOf(ids, at)).as("seed " + seed).isEqualTo(expected);
        }
    }

    private static byte[] text(Random random, int kind, BpeModel model) {
        int length = 4_000 + random.nextInt(40_000);
        byte[] text = new byte[length];
        switch (kind) {
            case 0 -> Arrays.fill(text, (byte) 'a');
            case 1 -> Arrays.fill(text, (byte) ' ');
            case 2 -> random.nextBytes(text);
            case 3 -> {
                byte[] cjk = "的是不我一有大在人了中到資要以可這個你會好為上來".repeat(1 + length / 72).getBytes(UTF_8);
                System.arraycopy(cjk, 0, text, 0, length);
            }
            case 4 -> {
                for (int i = 0; i < length; i++) {
                    text[i] = (byte) "abe".charAt(random.nextInt(3));
                }
            }
            case 5 -> {
                for (int i = 0; i < length; i++) {
                    text[i] = (byte) (random.nextInt(200) == 0 ? '\n' : "  \t".charAt(random.nextInt(3)));
                }
            }
            default -> {
                ByteArrayOutputStream tokens = new ByteArrayOutputStream();
                while (tokens.size() < length) {
                    int id = random.nextInt(model.vocabulary().size());
                    tokens.writeBytes(
                            model.vocabulary().contains(id) ? model.vocabulary().token(id) : new byte[0]);
                }
                System.arraycopy(tokens.toByteArray(), 0, text, 0, length);
            }
        }
        return text;
    }
}

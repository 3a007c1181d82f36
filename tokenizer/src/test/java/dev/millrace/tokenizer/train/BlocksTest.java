package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private final byte[] document = new byte[1000];

    BlocksTest() {
        new Random(3).nextBytes(document);
    }

    private static List<byte[]> cut(Blocks blocks, byte[] text, int from, int to) {
        List<byte[]> pieces = new ArrayList<>();
        blocks.cut(0, text, from, to, (piece, start, end) -> pieces.add(Arrays.copyOfRange(piece, start, end)));
        return pieces;
    }

    @Test
    void blocksTogetherAreTheDocumentAndTheLastOneIsShorter() {
        List<byte[]> pieces = cut(new Blocks(64, 0), document, 10, 1000);

        assertThat(pieces).hasSize(16);
        assertThat(pieces.get(0)).isEqualTo(Arrays.copyOfRange(document, 10, 74));
        assertThat(pieces.get(15)).isEqualTo(Arrays.copyOfRange(document, 970, 1000));
        assertThat(cut(new Blocks(1000, 1), document, 0, 1000)).containsExactly(document);
    }

    @Test
    void ofALongDocumentSomeBlocksAreTakenByTheirContentAlone() {
        List<byte[]> all = cut(new Blocks(50, 0), document, 0, 1000);
        List<byte[]> some = cut(new Blocks(50, 7), document, 0, 1000);
        byte[] shuffled = new byte[1000];
        for (int block = 0; block < 20; block++) {
            System.arraycopy(document, 50 * block, shuffled, 50 * (19 - block), 50);
        }

        assertThat(some).hasSize(7);
        assertThat(all).containsSubsequence(some);
        assertThat(cut(new Blocks(50, 7), shuffled, 0, 1000)).containsExactlyInAnyOrderElementsOf(some);
    }

    @Test
    void equalBlocksDoNotMakeMoreThanTheMost() {
        assertThat(cut(new Blocks(10, 3), new byte[100], 0, 100)).hasSize(3);
    }

    @Test
    void aBlockHasAtLeastAByte() {
        assertThatThrownBy(() -> PreTokenization.blocks(0, 1)).hasMessageContaining("at least 1 byte");
        assertThatThrownBy(() -> PreTokenization.blocks(1, -1)).hasMessageContaining("at least 0");
    }

    @Test
    void mergesStayWithinBlocksAndWhatIsLearntEncodesDocumentsWhole() {
        byte[] text = "xxabxxabxxabxxabxx".getBytes(US_ASCII);
        TrainerOptions whole = TrainerOptions.of(300).forBytes();
        TrainerOptions cut = whole.withPreTokenization(PreTokenization.blocks(2, 0));

        assertThat(BpeTrainerTest.train(whole, 1, List.of(text)).tokens()).anyMatch(token -> token.length > 2);
        assertThat(BpeTrainerTest.train(cut, 1, List.of(text)).tokens()).noneMatch(token -> token.length > 2);
    }
}

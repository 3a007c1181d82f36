package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderContractTest {
    private static final Tokenizer TOKENIZER = TokenizerRegistry.load("r50k_base");
    private static final int END_OF_TEXT = 50256;

    @Test
    void givesTheSameIdsThroughBuffersOfEverySize() {
        byte[] text = "It's 1,234 naïve 日本語 words\n\n  and   spaces <|endoftext|>!".getBytes(UTF_8);
        Encoder encoder = TOKENIZER.newEncoder(EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW));
        int[] whole = Encoding.encode(encoder, text);
        for (int room = 1; room <= whole.length + 1; room++) {
            int[] buffer = new int[room + 2];
            int[] ids = new int[whole.length];
            int at = 0;
            encoder.begin(text, 0, text.length);
            for (int n; (n = encoder.next(buffer, 1, 1 + room)) > 0; at += n) {
                System.arraycopy(buffer, 1, ids, at, n);
            }
            assertThat(ids).isEqualTo(whole);
            assertThat(buffer[0] + buffer[room + 1]).as("ids outside the room").isZero();
            assertThat(encoder.next(buffer, 0, room)).isZero();
        }
    }

    @Test
    void writesNothingWhereThereIsNoRoom() {
        Encoder encoder = TOKENIZER.newEncoder(EncodingOptions.DEFAULT);
        encoder.begin(new byte[] {'a'}, 0, 1);
        assertThat(encoder.next(new int[1], 1, 1)).isZero();
        assertThat(encoder.next(new int[1], 0, 1)).isEqualTo(1);
    }

    @Test
    void forgetsADocumentThatWasNotReadToItsEnd() {
        Encoder encoder = TOKENIZER.newEncoder(EncodingOptions.DEFAULT);
        byte[] first = "one two three four".getBytes(UTF_8);
        byte[] second = "five".getBytes(UTF_8);
        int[] fresh = Encoding.encode(encoder, second);
        encoder.begin(first, 0, first.length);
        encoder.next(new int[1], 0, 1);
        assertThat(Encoding.encode(encoder, second)).isEqualTo(fresh);
    }

    @Test
    void takesTheTextOfASpecialTokenAsItIsTold() {
        byte[] text = "a<|endoftext|>b".getBytes(UTF_8);
        int[] asText = encode(text, SpecialTokens.TEXT);
        assertThat(asText).doesNotContain(END_OF_TEXT);
        assertThat(TOKENIZER.decode(asText, 0, asText.length)).isEqualTo(text);
        assertThat(encode(text, SpecialTokens.ALLOW)).containsExactly(64, END_OF_TEXT, 65);
        assertThatThrownBy(() -> encode(text, SpecialTokens.REFUSE))
                .isInstanceOf(SpecialTokenException.class)
                .hasMessageContaining("<|endoftext|>")
                .hasMessageContaining("offset 1");
    }

    @ParameterizedTest
    @CsvSource({
        "61ff62, 61efbfbd62", // a byte that never occurs
        "61c3, 61efbfbd", // truncated after one byte
        "e282, efbfbd", // a prefix of a character is one subpart
        "e28262, efbfbd62",
        "f09f98, efbfbd",
        "f08080, efbfbdefbfbdefbfbd", // overlong: each byte stands alone
        "eda080, efbfbdefbfbdefbfbd", // a surrogate
        "f4908080, efbfbdefbfbdefbfbdefbfbd", // above U+10FFFF
        "c0af, efbfbdefbfbd",
        "80bf, efbfbdefbfbd"
    })
    void replacesEachMaximalIllFormedSubpart(String input, String expected) {
        byte[] text = HexFormat.of().parseHex(input);
        Encoder encoder = TOKENIZER.newEncoder(EncodingOptions.DEFAULT);
        int[] ids = Encoding.encode(encoder, text);
        assertThat(encoder.replacedInvalidUtf8()).isTrue();
        assertThat(HexFormat.of().formatHex(TOKENIZER.decode(ids, 0, ids.length)))
                .isEqualTo(expected);
        assertThat(ids).isEqualTo(Encoding.encode(encoder, HexFormat.of().parseHex(expected)));
        assertThat(encoder.replacedInvalidUtf8()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"r50k_base", "cl100k_base", "o200k_base"})
    void replacesPartByPartAsItWouldAllAtOnce(String name) {
        Tokenizer tokenizer = TokenizerRegistry.load(name);
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        byte[] text = new byte[400_000];
        new Random(5).nextBytes(text);
        byte[] whole = repaired(text);
        int[] ids = Encoding.encode(encoder, text);
        assertThat(encoder.replacedInvalidUtf8()).isTrue();
        assertThat(ids).isEqualTo(Encoding.encode(encoder, whole));
        assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo(whole);
    }

    @Test
    void keepsOrRejectsIllFormedBytesAsItIsTold() {
        byte[] text = {'a', ' ', (byte) 0xff, (byte) 0xe2, (byte) 0x82, 'z'};
        Encoder bytes = TOKENIZER.newEncoder(EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.BYTES));
        int[] ids = Encoding.encode(bytes, text);
        assertThat(TOKENIZER.decode(ids, 0, ids.length)).isEqualTo(text);
        assertThat(bytes.replacedInvalidUtf8()).isFalse();
        Encoder reject = TOKENIZER.newEncoder(EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.REJECT));
        assertThatThrownBy(() -> reject.begin(text, 1, text.length))
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        e -> assertThat(e.offset()).isEqualTo(1));
        assertThat(reject.next(new int[4], 0, 4))
                .as("ids of a refused document")
                .isZero();
        assertThat(Encoding.encode(reject, new byte[] {'a'})).hasSize(1);
    }

    @Test
    void refusesToDecodeAnIdThatIsNotInTheVocabulary() {
        assertThatThrownBy(() -> TOKENIZER.decode(new int[] {1, 60_000}, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("60000")
                .hasMessageContaining("index 1");
        assertThatThrownBy(() -> TOKENIZER.decode(new int[] {-1}, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsHowWideItsIdsAre() {
        assertThat(TOKENIZER.vocabularySize()).isEqualTo(50_257);
        assertThat(TOKENIZER.idWidth()).isEqualTo(IdWidth.U16);
        assertThat(TokenizerRegistry.load("cl100k_base").vocabularySize()).isEqualTo(100_277);
        assertThat(TokenizerRegistry.load("o200k_base").idWidth()).isEqualTo(IdWidth.U32);
    }

    @Test
    void encodesLongRunsOfOneLetter() {
        byte[] text = new byte[1 << 20];
        Arrays.fill(text, (byte) 'a');
        Encoder encoder = TOKENIZER.newEncoder(EncodingOptions.DEFAULT);
        int[] ids = Encoding.encode(encoder, text);
        assertThat(TOKENIZER.decode(ids, 0, ids.length)).isEqualTo(text);
        assertThat(encoder.count(text, 0, text.length)).isEqualTo(ids.length);
    }

    /** Replaces by the table of the Unicode Standard, byte by byte. */
    private static byte[] repaired(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length; ) {
            int length = lengthAt(text, i);
            if (length > 0) {
                out.write(text, i, length);
            } else {
                out.writeBytes("\uFFFD".getBytes(UTF_8));
            }
            i += Math.abs(length);
        }
        return out.toByteArray();
    }

    private static int lengthAt(byte[] text, int i) {
        int lead = text[i] & 0xff;
        int length = lead < 0x80 ? 1 : lead < 0xc2 || lead > 0xf4 ? -1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        for (int k = 1; k < length; k++) {
            int b = i + k < text.length ? text[i + k] & 0xff : 0;
            int low = k > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
            int high = k > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
            if (b < low || b > high) {
                return -k;
            }
        }
        return length;
    }

    private static int[] encode(byte[] text, SpecialTokens treatment) {
        return Encoding.encode(TOKENIZER.newEncoder(EncodingOptions.DEFAULT.withSpecialTokens(treatment)), text);
    }
}

package dev.millrace.tokenizer.binary;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialTokenException;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.binary.EntropyGate.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntropyGateTest {
    private static final EncodingOptions OPTIONS = EncodingOptions.DEFAULT;
    private static final String TEMPLATE = "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":"
            + "\"<|start|>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"SpecialToken\":{\"id\":"
            + "\"<|end|>\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{\"<|start|>\":{\"id\":\"<|start|>\",\"ids\":"
            + "[0],\"tokens\":[\"<|start|>\"]},\"<|end|>\":{\"id\":\"<|end|>\",\"ids\":[1],\"tokens\":[\"<|end|>\"]}}}";

    private final byte[] code = TinyBinary.data(5000, 4);
    private final byte[] packed = new byte[5000];

    @TempDir
    private Path folder = Path.of("");

    private Tokenizer tokenizer = TokenizerRegistry.load("gpt2");

    @BeforeEach
    void loadTokenizer() throws IOException {
        new Random(7).nextBytes(packed);
        String json = TinyBinary.json(400).replace("\"post_processor\":null", "\"post_processor\":" + TEMPLATE);
        tokenizer = TokenizerRegistry.load(
                Files.writeString(folder.resolve("tiny.json"), json).toString());
    }

    private static int[] encode(Encoder encoder, byte[] bytes, int buffer) {
        int[] all = new int[bytes.length + 2];
        encoder.begin(bytes, 0, bytes.length);
        int at = 0;
        for (int n; (n = encoder.next(all, at, Math.min(all.length, at + buffer))) > 0; ) {
            at += n;
        }
        return Arrays.copyOf(all, at);
    }

    private int[] bytesOf(byte[] document) {
        return IntStream.range(0, document.length)
                .map(i -> 2 + (document[i] & 0xff))
                .toArray();
    }

    @Test
    void packedDocumentsBecomeTheIdsOfTheirBytesAndOthersAreEncoded() {
        Encoder gated = new EntropyGate(Action.RAW, 7.9).before(tokenizer).newEncoder(OPTIONS);
        Encoder plain = tokenizer.newEncoder(OPTIONS);

        assertThat(encode(plain, packed, 10_000)).hasSizeLessThan(packed.length);
        for (int buffer : new int[] {1, 7, 10_000}) {
            assertThat(encode(gated, packed, buffer)).isEqualTo(bytesOf(packed));
            assertThat(encode(gated, code, buffer)).isEqualTo(encode(plain, code, 10_000));
        }
        assertThat(gated.count(packed, 0, packed.length)).isEqualTo(packed.length);
        assertThat(gated.count(code, 0, code.length)).isEqualTo(plain.count(code, 0, code.length));
        assertThat(tokenizer.decode(bytesOf(packed), 0, packed.length)).isEqualTo(packed);
    }

    @Test
    void theTemplateIsAroundRawBytesAsAroundAnythingElse() {
        Encoder gated = new EntropyGate(Action.RAW, 7.9).before(tokenizer).newEncoder(OPTIONS.withTemplate(true));
        int[] expected = new int[packed.length + 2];
        System.arraycopy(bytesOf(packed), 0, expected, 1, packed.length);
        expected[expected.length - 1] = 1;

        assertThat(encode(gated, packed, 7)).isEqualTo(expected);
        assertThat(gated.count(packed, 0, packed.length)).isEqualTo(packed.length + 2);
    }

    @Test
    void eachRawIdHasTheSpanOfItsByte() {
        SpanEncoder gated =
                new EntropyGate(Action.RAW, 7.9).before(tokenizer).newSpanEncoder(OPTIONS.withTemplate(true));
        int[] ids = new int[packed.length + 2];
        int[] spans = new int[2 * ids.length];
        gated.begin(packed, 0, packed.length);

        assertThat(gated.next(ids, spans, 0, 3)).isEqualTo(3);
        assertThat(gated.next(ids, spans, 3, ids.length)).isEqualTo(ids.length - 3);
        assertThat(Arrays.copyOf(spans, 6)).containsExactly(0, 0, 0, 1, 1, 2);
        assertThat(Arrays.copyOfRange(spans, spans.length - 4, spans.length))
                .containsExactly(packed.length - 1, packed.length, packed.length, packed.length);
    }

    @Test
    void rejectionSaysHowMuchEntropyThereIsAndTheNextDocumentIsEncoded() {
        Encoder gated = new EntropyGate(Action.REJECT, 7.9).before(tokenizer).newEncoder(OPTIONS);

        assertThatThrownBy(() -> gated.begin(packed, 0, packed.length))
                .isInstanceOf(HighEntropyException.class)
                .hasMessageContaining("at most 7.9 bits per byte, but has 7.9");
        assertThat(encode(gated, code, 10_000)).isEqualTo(encode(tokenizer.newEncoder(OPTIONS), code, 10_000));
    }

    @Test
    void whatTheTokenizerRefusesIsRefusedRawOrNot() {
        Encoder gated = new EntropyGate(Action.RAW, 7.9)
                .before(tokenizer)
                .newEncoder(OPTIONS.withSpecialTokens(SpecialTokens.REFUSE));
        byte[] named = packed.clone();
        System.arraycopy("<|end|>".getBytes(US_ASCII), 0, named, 99, 7);

        assertThatThrownBy(() -> gated.begin(named, 0, named.length)).isInstanceOf(SpecialTokenException.class);
    }

    @Test
    void theGateIsInTheFingerprintOfTheRunAndNotInThatOfTheTokenizer() {
        EntropyGate raw = new EntropyGate(Action.RAW, 7.9);

        assertThat(raw.before(tokenizer).fingerprint()).isEqualTo(tokenizer.fingerprint());
        assertThat(raw.fingerprint("f"))
                .isNotEqualTo("f")
                .isNotEqualTo(raw.fingerprint("g"))
                .isNotEqualTo(new EntropyGate(Action.REJECT, 7.9).fingerprint("f"))
                .isNotEqualTo(new EntropyGate(Action.RAW, 7.8).fingerprint("f"))
                .isEqualTo(new EntropyGate(Action.RAW, 7.9).fingerprint("f"));
    }

    @Test
    void aTokenizerOfTextAndAnImpossibleLimitAreRefused() {
        assertThatThrownBy(() -> new EntropyGate(Action.RAW, 7.9).before(TokenizerRegistry.load("gpt2")))
                .hasMessage("an entropy gate must stand before a tokenizer of bytes, but gpt2 takes text");
        assertThatThrownBy(() -> new EntropyGate(Action.RAW, 8.1)).hasMessageContaining("from 0 to 8");
        assertThatThrownBy(() -> new EntropyGate(Action.RAW, Double.NaN)).hasMessageContaining("from 0 to 8");
    }
}

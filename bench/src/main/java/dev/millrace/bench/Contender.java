package dev.millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A library under test: takes a document as UTF-8, as Kafka delivers it, and gives its ids. */
interface Contender {

    /** Encodes and drops the ids; returns how many there were. */
    int count(byte[] document);

    /** Encodes. */
    int[] ids(byte[] document);

    static Contender ours(Tokenizer tokenizer) {
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        int[] ids = new int[1 << 14];
        return new Contender() {
            @Override
            public int count(byte[] document) {
                encoder.begin(document, 0, document.length);
                int count = 0;
                for (int n; (n = encoder.next(ids, 0, ids.length)) > 0; ) {
                    count += n;
                }
                return count;
            }

            @Override
            public int[] ids(byte[] document) {
                encoder.begin(document, 0, document.length);
                int[] all = new int[document.length + 2];
                return Arrays.copyOf(all, encoder.next(all, 0, all.length));
            }
        };
    }

    static Contender jtokkit(String name) {
        Encoding encoding =
                Encodings.newDefaultEncodingRegistry().getEncoding(name).orElseThrow();
        return new Contender() {
            @Override
            public int count(byte[] document) {
                return encoding.encodeOrdinary(new String(document, UTF_8)).size();
            }

            @Override
            public int[] ids(byte[] document) {
                IntArrayList list = encoding.encodeOrdinary(new String(document, UTF_8));
                return list.toArray();
            }
        };
    }

    static Contender djl(Path json) throws IOException {
        HuggingFaceTokenizer tokenizer =
                HuggingFaceTokenizer.newInstance(json, Map.of("truncation", "false", "padding", "false"));
        return new Contender() {
            @Override
            public int count(byte[] document) {
                return tokenizer
                        .encode(new String(document, UTF_8), false, false)
                        .getIds()
                        .length;
            }

            @Override
            public int[] ids(byte[] document) {
                return Arrays.stream(tokenizer
                                .encode(new String(document, UTF_8), false, false)
                                .getIds())
                        .mapToInt(Math::toIntExact)
                        .toArray();
            }
        };
    }
}

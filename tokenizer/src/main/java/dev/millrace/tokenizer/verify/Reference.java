package dev.millrace.tokenizer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.vocab.TokenizerFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a tokenizer is compared with.
 *
 * <p><b>Thread safety:</b> shared by all threads.
 */
public interface Reference {

    /** Its name, e.g. {@code hf}. */
    String name();

    /**
     * The ids it gives to a text.
     *
     * @throws RuntimeException if it refuses the text
     */
    int[] encode(String text);

    /**
     * The text of one id, as it decodes alone.
     *
     * @throws IllegalArgumentException if there is no such id
     */
    String piece(int id);

    /**
     * The Hugging Face library, truncation and padding off, on the same file.
     *
     * @throws TokenizerLoadException if DJL is not on the class path or refuses the file
     */
    static Reference huggingFace(Path tokenizerJson, EncodingOptions options) {
        Tokenizer library = TokenizerFiles.loadWithLibrary(tokenizerJson);
        return new Reference() {
            @Override
            public String name() {
                return "hf";
            }

            @Override
            public int[] encode(String text) {
                return Verification.encode(library.newEncoder(options), text.getBytes(UTF_8));
            }

            @Override
            public String piece(int id) {
                return new String(library.decode(new int[] {id}, 0, 1), UTF_8);
            }
        };
    }

    /**
     * tiktoken's algorithm as jtokkit has it, special tokens taken for text. Its classes of characters are those of the
     * running JDK, so that below JDK 24 it is no reference for characters newer than Unicode 13.
     *
     * @throws TokenizerLoadException if there is no such encoding
     */
    static Reference tiktoken(String encodingName) {
        // jtokkit does not know GPT-2's encoding by its own name.
        Optional<EncodingType> type = EncodingType.fromName(encodingName.equals("gpt2") ? "r50k_base" : encodingName);
        if (type.isEmpty()) {
            throw new TokenizerLoadException(
                    "a reference of tiktoken must be the name of one of its encodings, got " + encodingName);
        }
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type.get());
        return new Reference() {
            @Override
            public String name() {
                return "tiktoken";
            }

            @Override
            public int[] encode(String text) {
                return encoding.encodeOrdinary(text).toArray();
            }

            @Override
            public String piece(int id) {
                IntArrayList ids = new IntArrayList(1);
                ids.add(id);
                return encoding.decode(ids);
            }
        };
    }
}

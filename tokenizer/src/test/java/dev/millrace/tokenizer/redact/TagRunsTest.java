package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagRunsTest {
    /** Puts {@code [B]} before a text and {@code [E]} after it, as a post-processor of a {@code tokenizer.json} does. */
    private static final String TEMPLATE = """
            "post_processor":{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"[B]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
            {"SpecialToken":{"id":"[E]","type_id":0}}],
            "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],
            "special_tokens":{"[B]":{"id":"[B]","ids":[BEGIN],"tokens":["[B]"]},
            "[E]":{"id":"[E]","ids":[END],"tokens":["[E]"]}}}""";

    private static Tokenizer tokenizer;
    private static int ssn;
    private static int begin;
    private static int end;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        byte[] corpus = "the number of the patient is 123 <SSN> ".repeat(20).getBytes(UTF_8);
        TrainerOptions options = TrainerOptions.of(290).withTokens(List.of("<SSN>", "[B]", "[E]"), List.of());
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (BpeTrainer trainer = new BpeTrainer(options, 1)) {
            trainer.add(corpus, 0, corpus.length);
            TrainedFiles.writeTokenizerJson(trainer.train(tokens -> {}), json);
        }
        Path file = folder.resolve("tokenizer.json");
        Files.write(file, json.toByteArray());
        Tokenizer plain = TokenizerRegistry.load(file.toString());
        EncodingOptions allow = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW);
        ssn = ids(plain, allow, "<SSN>")[0];
        begin = ids(plain, allow, "[B]")[0];
        end = ids(plain, allow, "[E]")[0];
        String text = json.toString(UTF_8);
        assertThat(text).containsPattern("\"post_processor\":\\s*null");
        String template = TEMPLATE.replace("BEGIN", String.valueOf(begin)).replace("END", String.valueOf(end));
        Files.writeString(file, text.replaceFirst("\"post_processor\":\\s*null", template));
        tokenizer = TokenizerRegistry.load(file.toString());
    }

    private static int[] ids(Tokenizer tokenizer, EncodingOptions options, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        EncodedBatch batch = new EncodedBatch(1, bytes.length + 8);
        Encoder encoder = tokenizer.newEncoder(options);
        encoder.begin(bytes, 0, bytes.length);
        batch.append(encoder);
        return Arrays.copyOf(batch.ids(), batch.count(0));
    }

    private static RedactedText redacted(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Redactor(RedactionPolicy.tags()).redact(bytes, 0, bytes.length);
    }

    /** The documents as any batch encoder encodes them, run by run. */
    private static EncodedBatch encode(EncodingOptions options, boolean spans, String... texts) {
        TagRuns runs = new TagRuns(new TagTokens(tokenizer, options, RedactionPolicy.tags()), 64);
        Arrays.stream(texts).forEach(text -> runs.add(redacted(text)));
        DocumentBatch batch = runs.batch();
        EncodedBatch encoded = new EncodedBatch(1, 16);
        for (int i = 0; i < batch.size(); i++) {
            if (spans) {
                SpanEncoder encoder = tokenizer.newSpanEncoder(options);
                encoder.begin(batch.bytes(), batch.offset(i), batch.offset(i + 1));
                encoded.append(encoder);
            } else {
                Encoder encoder = tokenizer.newEncoder(options);
                encoder.begin(batch.bytes(), batch.offset(i), batch.offset(i + 1));
                encoded.append(encoder);
            }
        }
        return runs.join(encoded);
    }

    private static int[] ids(EncodedBatch batch, int document) {
        return Arrays.copyOfRange(batch.ids(), batch.offset(document), batch.offset(document + 1));
    }

    @Test
    void theTemplateIsAroundTheDocumentAndNotAroundItsRuns() {
        EncodingOptions options = EncodingOptions.DEFAULT.withTemplate(true);
        EncodedBatch batch = encode(options, false, "the SSN 123-45-6789 is", "SSN 123-45-6789", "", "the number");
        assertThat(batch.size()).isEqualTo(4);
        for (int document = 0; document < 4; document++) {
            assertThat(ids(batch, document))
                    .startsWith(begin)
                    .endsWith(end)
                    .containsOnlyOnce(begin)
                    .containsOnlyOnce(end);
        }
        assertThat(ids(batch, 0)).containsOnlyOnce(ssn);
        assertThat(ids(batch, 2)).containsExactly(begin, end);
        assertThat(ids(batch, 3)).isEqualTo(ids(tokenizer, options, "the number"));
    }

    @Test
    void spansAreThoseOfTheRedactedText() {
        String text = "the SSN 123-45-6789 is";
        EncodedBatch batch = encode(EncodingOptions.DEFAULT, true, "number", text);
        int[] spans = Objects.requireNonNull(batch.spans());
        int place = 0;
        for (int i = batch.offset(1); i < batch.offset(2); i++) {
            assertThat(spans[2 * i]).isEqualTo(place);
            place = spans[2 * i + 1];
            if (batch.ids()[i] == ssn) {
                assertThat(new int[] {spans[2 * i], spans[2 * i + 1]}).containsExactly(8, 13);
            }
        }
        assertThat(place).isEqualTo("the SSN <SSN> is".length());
    }

    @Test
    void textIsNeverTheTokenOfATag() {
        EncodingOptions allow = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW);
        assertThat(ids(encode(allow, false, "<SSN><SSN> [B]"), 0))
                .doesNotContain(ssn)
                .contains(begin);
        assertThat(ids(encode(EncodingOptions.DEFAULT, false, "<SSN>"), 0)).doesNotContain(ssn);
    }

    @Test
    void aDocumentWhoseTextGivesTheTokenAllTheSameFailsAlone() {
        TagRuns runs = new TagRuns(new TagTokens(tokenizer, EncodingOptions.DEFAULT, RedactionPolicy.tags()), 64);
        runs.add(redacted("one"));
        runs.add(redacted("two"));
        EncodedBatch forged = new EncodedBatch(2, 2);
        forged.append(new int[] {ssn}, 0, 1, false);
        forged.append(new int[] {1, 2}, 0, 2, true);
        EncodedBatch joined = runs.join(forged);
        assertThat(joined.failure(0)).isInstanceOf(EncodingException.class);
        assertThat(ids(joined, 1)).containsExactly(1, 2);
        assertThat(joined.replacedInvalidUtf8(1)).isTrue();
    }

    @Test
    void aTokenizerWithoutSuchTokensTakesTagsAsText() {
        assertThat(new TagTokens(TokenizerRegistry.load("r50k_base"), EncodingOptions.DEFAULT, RedactionPolicy.tags())
                        .isEmpty())
                .isTrue();
    }
}

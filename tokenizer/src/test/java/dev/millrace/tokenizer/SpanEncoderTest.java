package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where each id comes from, case by case. A token is shown as its text, {@code @}, and the bytes it stands for. */
class SpanEncoderTest {
    private static final EncodingOptions SPECIAL = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW);
    private static final String LLAMA = "{'type':'Sequence','normalizers':[{'type':'Prepend','prepend':'▁'},"
            + "{'type':'Replace','pattern':{'String':' '},'content':'▁'}]}";

    @TempDir
    private Path folder = Path.of("");

    /** A tokenizer with a token for each character of {@code alphabet}, and unknown ones. */
    private Tokenizer characters(String alphabet, String normalizer, String preTokenizer) throws IOException {
        return characters(alphabet, normalizer, preTokenizer, "'fuse_unk':false", "[]", "null");
    }

    private Tokenizer characters(
            String alphabet, String normalizer, String preTokenizer, String model, String added, String processor)
            throws IOException {
        StringBuilder vocab = new StringBuilder("'?':0");
        alphabet.codePoints()
                .forEach(c -> vocab.append(String.format(
                        ",'%s':%d",
                        Character.toString(c),
                        alphabet.codePoints().takeWhile(d -> d != c).count() + 1)));
        if (model.contains("'byte_fallback':true")) {
            for (int b = 0; b < 256; b++) {
                vocab.append(String.format(",'<0x%02X>':%d", b, 500 + b));
            }
        }
        String json = "{'version':'1.0','truncation':null,'padding':null,'added_tokens':" + added + ",'normalizer':"
                + normalizer + ",'pre_tokenizer':" + preTokenizer + ",'post_processor':" + processor
                + ",'decoder':null,'model':{'type':'BPE','unk_token':'?'," + model + ",'vocab':{" + vocab
                + "},'merges':[]}}";
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
        return TokenizerRegistry.load(file.toString());
    }

    private static String added(String content, int id, boolean left, boolean right, boolean normalized) {
        return "{'id':" + id + ",'content':'" + content + "','single_word':false,'lstrip':" + left + ",'rstrip':"
                + right + ",'normalized':" + normalized + ",'special':true}";
    }

    /** Ids and spans, as {@code id@start-end}, read through a buffer of every size from 1 to 3. */
    private static String places(Tokenizer tokenizer, EncodingOptions options, byte[] document) {
        List<String> outcomes = new ArrayList<>();
        for (int room = 1; room <= 3; room++) {
            SpanEncoder encoder = tokenizer.newSpanEncoder(options);
            // Spans count from the start of the document, wherever that is.
            byte[] src = new byte[document.length + 5];
            System.arraycopy(document, 0, src, 3, document.length);
            encoder.begin(src, 3, 3 + document.length);
            StringBuilder places = new StringBuilder();
            int[] ids = new int[4];
            int[] spans = new int[8];
            for (int n; (n = encoder.next(ids, spans, 1, 1 + room)) > 0; ) {
                for (int i = 1; i <= n; i++) {
                    places.append(' ')
                            .append(new String(tokenizer.decode(ids, i, i + 1), UTF_8))
                            .append('@')
                            .append(spans[2 * i])
                            .append('-')
                            .append(spans[2 * i + 1]);
                }
            }
            outcomes.add(places.substring(Math.min(1, places.length())));
        }
        assertThat(outcomes).as("read through buffers of 1, 2 and 3").containsOnly(outcomes.get(0));
        return outcomes.get(0);
    }

    private static String places(Tokenizer tokenizer, String document) {
        return places(tokenizer, SPECIAL, document.getBytes(UTF_8));
    }

    @Test
    void eachTokenOfAHalfUnderNfkcHasTheWholeHalf() throws IOException {
        Tokenizer tokenizer = characters("ab12⁄", "{'type':'NFKC'}", "null");
        assertThat(places(tokenizer, "a½b")).isEqualTo("a@0-1 1@1-3 ⁄@1-3 2@1-3 b@3-4");
    }

    @Test
    void eachTokenOfALigatureHasTheWholeLigature() throws IOException {
        Tokenizer tokenizer = characters("abfi", "{'type':'NFKC'}", "null");
        assertThat(places(tokenizer, "aﬃb")).isEqualTo("a@0-1 f@1-4 f@1-4 i@1-4 b@4-5");
    }

    @Test
    void aLetterWithoutItsAccentHasWhatItWasMadeOf() throws IOException {
        Tokenizer tokenizer =
                characters("abe", "{'type':'Sequence','normalizers':[{'type':'NFD'},{'type':'StripAccents'}]}", "null");
        assertThat(places(tokenizer, "aéb")).isEqualTo("a@0-1 e@1-3 b@3-4");
        assertThat(places(tokenizer, "ae\u0301b"))
                .as("an accent of its own belongs to no token")
                .isEqualTo("a@0-1 e@1-2 b@4-5");
    }

    @Test
    void aComposedLetterHasTheLetterAndTheAccent() throws IOException {
        Tokenizer tokenizer = characters("abé각", "{'type':'NFC'}", "null");
        assertThat(places(tokenizer, "ae\u0301b")).isEqualTo("a@0-1 é@1-4 b@4-5");
        assertThat(places(tokenizer, "\u1100\u1161\u11A8a")).isEqualTo("각@0-9 a@9-10");
    }

    @Test
    void lowerCaseThatChangesTheLengthHasTheLetterAsItWas() throws IOException {
        Tokenizer tokenizer = characters("abi\u0307ⱥ", "{'type':'Lowercase'}", "null");
        assertThat(places(tokenizer, "aİB")).isEqualTo("a@0-1 i@1-3 \u0307@1-3 b@3-4");
        assertThat(places(tokenizer, "ȺB")).isEqualTo("ⱥ@0-2 b@2-3");
    }

    @Test
    void aPrependedSpaceStandsForNothing() throws IOException {
        Tokenizer normalizer = characters("ab▁", LLAMA, "null");
        assertThat(places(normalizer, "a b")).isEqualTo("▁@0-0 a@0-1 ▁@1-2 b@2-3");
        assertThat(places(normalizer, "")).isEmpty();
        Tokenizer metaspace = characters(
                "ab▁", "null", "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}");
        assertThat(places(metaspace, "a b")).isEqualTo("▁@0-0 a@0-1 ▁@1-2 b@2-3");
        assertThat(places(metaspace, " a")).isEqualTo("▁@0-1 a@1-2");
        Tokenizer byteLevel =
                characters("abĠÃ©", "null", "{'type':'ByteLevel','add_prefix_space':true,'use_regex':true}");
        assertThat(places(byteLevel, "a é")).isEqualTo("Ġ@0-0 a@0-1 Ġ@1-2 Ã@2-3 ©@3-4");
    }

    @Test
    void aReplacementHasAllThatItReplaces() throws IOException {
        Tokenizer tokenizer =
                characters("ab-", "{'type':'Replace','pattern':{'Regex':' {2,}'},'content':'--'}", "null");
        assertThat(places(tokenizer, "a   b")).isEqualTo("a@0-1 -@1-4 -@1-4 b@4-5");
    }

    @Test
    void aByteNormalizerAlignsBytes() throws IOException {
        Tokenizer tokenizer = characters("aÃ©", "{'type':'ByteLevel'}", "null");
        assertThat(places(tokenizer, "aéa")).isEqualTo("a@0-1 Ã@1-2 ©@2-3 a@3-4");
    }

    @Test
    void bytesBesideWhatANormalizerChangesStayExact() throws IOException {
        Tokenizer tokenizer = characters(
                "ab", LLAMA, "null", "'byte_fallback':true", "[" + added("<s>", 0, false, false, false) + "]", "null");
        assertThat(places(tokenizer, "a你"))
                .contains("<0xE4>@1-2")
                .contains("<0xBD>@2-3")
                .contains("<0xA0>@3-4");
    }

    @Test
    void unknownCharactersHaveTheirBytesFusedOrNot() throws IOException {
        assertThat(places(characters("ab", "null", "null"), "a你é")).isEqualTo("a@0-1 ?@1-4 ?@4-6");
        Tokenizer fused = characters("ab", "null", "null", "'fuse_unk':true", "[]", "null");
        assertThat(places(fused, "a你éb你")).isEqualTo("a@0-1 ?@1-6 b@6-7 ?@7-10");
    }

    @Test
    void illFormedBytesAreFoundAgain() throws IOException {
        Tokenizer tokenizer = characters("ab\uFFFD", "null", "null");
        byte[] document = {'a', (byte) 0xFF, 'b', (byte) 0xE4, (byte) 0xBD, 'a', (byte) 0xC3};
        assertThat(places(tokenizer, SPECIAL, document))
                .isEqualTo("a@0-1 \uFFFD@1-2 b@2-3 \uFFFD@3-5 a@5-6 \uFFFD@6-7");
        Tokenizer normalizing = characters("ab▁\uFFFD", LLAMA, "null");
        assertThat(places(normalizing, SPECIAL, document))
                .isEqualTo("▁@0-0 a@0-1 \uFFFD@1-2 b@2-3 \uFFFD@3-5 a@5-6 \uFFFD@6-7");
        assertThat(places(TokenizerRegistry.load("r50k_base"), SPECIAL, document))
                .isEqualTo("a@0-1 \uFFFD@1-2 b@2-3 \uFFFD@3-5 a@5-6 \uFFFD@6-7");
    }

    @Test
    void anAddedTokenHasTheSpaceThatItTakes() throws IOException {
        String added = "[" + added("<l>", 400, true, false, false) + "," + added("<r>", 401, false, true, true) + "]";
        Tokenizer plain = characters("ab ", "null", "null", "'fuse_unk':false", added, "null");
        assertThat(places(plain, "a  <l> b <r>  a")).isEqualTo("a@0-1 <l>@1-6  @6-7 b@7-8  @8-9 <r>@9-14 a@14-15");
        Tokenizer normalizing = characters("ab▁", LLAMA, "null", "'fuse_unk':false", added, "null");
        assertThat(places(normalizing, "a  <l>b<r> a"))
                .startsWith("▁@0-0 a@0-1 <l>@1-6 ▁@6-6 b@6-7")
                .endsWith("a@11-12");
    }

    @Test
    void anAddedTokenInNormalizedTextHasTheTextBefore() throws IOException {
        String added = "[" + added("<half>", 400, false, false, true) + "]";
        Tokenizer tokenizer = characters("ab", "{'type':'Lowercase'}", "null", "'fuse_unk':false", added, "null");
        assertThat(places(tokenizer, "AİB".replace("İ", "<HALF>"))).isEqualTo("a@0-1 <half>@1-7 b@7-8");
    }

    @Test
    void tokensOfATemplateStandForNothing() throws IOException {
        String processor = "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<s>','type_id':0}},"
                + "{'Sequence':{'id':'A','type_id':0}},{'SpecialToken':{'id':'</s>','type_id':0}}],'pair':[],"
                + "'special_tokens':{'<s>':{'id':'<s>','ids':[3],'tokens':['<s>']},"
                + "'</s>':{'id':'</s>','ids':[4],'tokens':['</s>']}}}";
        String added = "[" + added("<s>", 3, false, false, false) + "," + added("</s>", 4, false, false, false) + "]";
        Tokenizer tokenizer = characters("ab", "null", "null", "'fuse_unk':false", added, processor);
        byte[] document = "ab".getBytes(UTF_8);
        assertThat(places(tokenizer, SPECIAL.withTemplate(true), document)).isEqualTo("<s>@0-0 a@0-1 b@1-2 </s>@2-2");
        assertThat(places(tokenizer, SPECIAL.withTemplate(true), new byte[0])).isEqualTo("<s>@0-0 </s>@0-0");
    }

    @Test
    void tokensOfBytesHaveExactlyTheirBytes() {
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        SpanEncoder encoder = tokenizer.newSpanEncoder(SPECIAL);
        byte[] document = "It's 你好, 😀<|endoftext|> naïve".getBytes(UTF_8);
        encoder.begin(document, 0, document.length);
        int[] ids = new int[64];
        int[] spans = new int[128];
        int n = encoder.next(ids, spans, 0, 64);
        for (int i = 0; i < n; i++) {
            assertThat(Arrays.copyOfRange(document, spans[2 * i], spans[2 * i + 1]))
                    .isEqualTo(tokenizer.decode(ids, i, i + 1));
        }
        CodePointSpans codePoints = new CodePointSpans(document, 0, document.length);
        int[] last = {spans[2 * (n - 1)], spans[2 * n - 1]};
        codePoints.convert(last, 0);
        assertThat(last).containsExactly(23, 29);
    }

    @Test
    void aModelThatDropsBytesLeavesThemOut() throws IOException {
        String alphabet = TinyTokenizer.alphabet().replace("\"z\":122,", "");
        Tokenizer tokenizer = new TinyTokenizer()
                .with("vocab", alphabet + ",\"ab\":256,\"abc\":257,\"bc\":258,\"Ġa\":259")
                .with("added_tokens", "[]")
                .load(folder);
        assertThat(places(tokenizer, "zabzcz a")).isEqualTo("abc@1-5 Ġa@6-8".replace('Ġ', ' '));
    }

    @Test
    void theWordsOfWordPieceHaveTheirParts() throws IOException {
        String json = """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],
                "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,
                "lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":null,"decoder":null,
                "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                "max_input_chars_per_word":20,"vocab":{"[UNK]":0,"na":1,"##ive":2,"你":3,"!":4}}}
                """;
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        assertThat(places(tokenizer, " Naïve!你 nay")).isEqualTo("na@1-3 ##ive@3-7 !@7-8 你@8-11 [UNK]@12-15");
    }

    @Test
    void mergedTokensHaveAllTheirCharactersWithoutPrefixesAndSuffixes() throws IOException {
        String json = """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
                "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,"model":{"type":"BPE",
                "unk_token":"?","continuing_subword_prefix":"##","end_of_word_suffix":"$","fuse_unk":false,
                "vocab":{"?":0,"a":1,"##b":2,"##c$":3,"ab":4,"abc$":5,"##b$":6,"é":7,"éb":8},
                "merges":["a ##b","ab ##c$","é ##b"]}}
                """;
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        Tokenizer tokenizer = TokenizerRegistry.load(file.toString());
        assertThat(places(tokenizer, "abc abb  ébéc")).isEqualTo("abc$@0-3 ab@4-6 ##b$@6-7 éb@9-12 ?@12-14 ##c$@14-15");
    }

    @Test
    void aLongDocumentWithIllFormedBytesIsCoveredWithoutAGap() {
        Tokenizer tokenizer = TokenizerRegistry.load("cl100k_base");
        Random random = new Random(5);
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        while (document.size() < 400_000) {
            document.writeBytes(("word " + random.nextInt(1000) + " é世\n").getBytes(UTF_8));
            if (random.nextInt(20) == 0) {
                document.write(0x80 + random.nextInt(0x80));
            }
        }
        byte[] src = document.toByteArray();
        SpanEncoder encoder = tokenizer.newSpanEncoder(EncodingOptions.DEFAULT);
        Encoder plain = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        encoder.begin(src, 0, src.length);
        int[] ids = new int[src.length];
        int[] spans = new int[2 * src.length];
        int n = encoder.next(ids, spans, 0, ids.length);
        assertThat(encoder.replacedInvalidUtf8()).isTrue();
        assertThat(Arrays.copyOf(ids, n)).isEqualTo(Encoding.encode(plain, src));
        int end = 0;
        for (int i = 0; i < n; i++) {
            boolean follows = spans[2 * i] == end;
            boolean sameReplaced = i > 0 && spans[2 * i] == spans[2 * i - 2] && spans[2 * i + 1] == end;
            assertThat(follows || sameReplaced)
                    .as("id %d at %d after %d", i, spans[2 * i], end)
                    .isTrue();
            end = spans[2 * i + 1];
        }
        assertThat(end).isEqualTo(src.length);
    }

    @Test
    void codePointsCountIllFormedPartsAndWholeCharacters() {
        byte[] document = {'x', 'a', (byte) 0xE4, (byte) 0xBD, 'b', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF};
        CodePointSpans codePoints = new CodePointSpans(document, 1, document.length);
        int[] spans = {0, 1, 1, 3, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, 0, 7, 2, 2};
        for (int i = 0; i < spans.length / 2; i++) {
            codePoints.convert(spans, i);
        }
        assertThat(spans).containsExactly(0, 1, 1, 2, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 5, 5, 0, 5, 1, 1);
    }

    @Test
    void refusesWhatAnEncoderRefuses() {
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        SpanEncoder strict = tokenizer.newSpanEncoder(
                EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.REFUSE).withInvalidUtf8(InvalidUtf8.REJECT));
        assertThatThrownBy(() -> strict.begin("<|endoftext|>".getBytes(UTF_8), 0, 13))
                .isInstanceOf(SpecialTokenException.class);
        assertThatThrownBy(() -> strict.begin(new byte[] {(byte) 0xFF}, 0, 1))
                .isInstanceOf(MalformedInputException.class);
        SpanEncoder encoder = tokenizer.newSpanEncoder(EncodingOptions.DEFAULT);
        encoder.begin(new byte[] {'a'}, 0, 1);
        assertThatThrownBy(() -> encoder.next(new int[2], new int[3], 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anErrorAboutASpecialTokenSaysWhereItIs() throws IOException {
        String added = "[" + added("<s>", 400, false, false, false) + "]";
        Tokenizer tokenizer = characters("ab", "null", "null", "'fuse_unk':false", added, "null");
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.REFUSE));
        assertThatThrownBy(() -> encoder.begin("ab<s>".getBytes(UTF_8), 0, 5))
                .isInstanceOf(SpecialTokenException.class)
                .hasMessageContaining("offset 2");
    }
}

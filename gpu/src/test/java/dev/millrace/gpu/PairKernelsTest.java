package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.dynamic.BoundaryMode;
import dev.millrace.tokenizer.dynamic.DynamicBatch;
import dev.millrace.tokenizer.dynamic.DynamicMerger;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of dynamic merges do what the CPU's merger does, ties included. */
class PairKernelsTest {

    /** Saturates both, and compares every merge and the rows at the end. */
    private static PairRun matches(Tokenizer tokenizer, BoundaryMode mode, int[][] rows, int merges, String what) {
        TokenSet tokens = Objects.requireNonNull(tokenizer.tokens());
        PairRun run = new PairRun(tokens, mode, rows, merges);
        int[] offsets = new int[rows.length + 1];
        for (int i = 0; i < rows.length; i++) {
            offsets[i + 1] = offsets[i] + rows[i].length;
        }
        int[] ids = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
        DynamicOptions options = DynamicOptions.SATURATE.withBoundary(mode).withMaxMerges(merges);
        DynamicBatch batch = new DynamicMerger(tokenizer, options).merge(ids, offsets, rows.length);
        List<PairRun.Step> expected = batch.merges().stream()
                .map(merge -> new PairRun.Step(PairRun.text(merge.left()), PairRun.text(merge.right()), merge.count()))
                .toList();
        assertThat(run.merge()).as(what).isEqualTo(expected);
        List<List<String>> texts = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            texts.add(Arrays.stream(batch.row(row))
                    .mapToObj(id -> PairRun.text(
                            id < tokens.size()
                                    ? tokens.bytes(id)
                                    : batch.vocabulary()
                                            .tokens()
                                            .get(id - tokens.size())
                                            .bytes()))
                    .toList());
        }
        assertThat(run.rows()).as(what).isEqualTo(texts);
        return run;
    }

    @Test
    void thePapersExampleGoesFrom37To20TokensWithTenMergesAndTo18WithTwelve(@TempDir Path folder) throws IOException {
        String[] texts = {
            "<s> ĠR ib on uc le op rote in Ġparticles Ġreg ulate Ġm R NA Ġstability . </s>",
            "<s> Ġm R NA Ġstability Ġis Ġmod ulated Ġby Ġrib on uc le op rote in Ġfactors . </s>"
        };
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (String text : texts) {
            for (String piece : text.split(" ", -1)) {
                ids.putIfAbsent(piece, ids.size());
            }
        }
        Tokenizer tokenizer = ofPieces(ids, folder.resolve("pieces.json"));
        int[][] rows = Arrays.stream(texts)
                .map(text ->
                        Arrays.stream(text.split(" ", -1)).mapToInt(ids::get).toArray())
                .toArray(int[][]::new);
        assertThat(rows[0].length + rows[1].length).isEqualTo(37);
        assertThat(matches(tokenizer, BoundaryMode.PRETOKENS, rows, 10, "10 merges")
                        .tokensLeft())
                .isEqualTo(20);
        assertThat(matches(tokenizer, BoundaryMode.PRETOKENS, rows, 100, "saturated")
                        .tokensLeft())
                .isEqualTo(18);
    }

    /** A tokenizer that has just these pieces, in GPT-2's alphabet; those in angle brackets are special. */
    private static Tokenizer ofPieces(Map<String, Integer> ids, Path file) throws IOException {
        String vocabulary = ids.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(","));
        String added = ids.keySet().stream()
                .filter(piece -> piece.startsWith("<"))
                .map(piece -> ("{\"id\":%d,\"content\":\"%s\",\"single_word\":false,\"lstrip\":false,"
                                + "\"rstrip\":false,\"normalized\":false,\"special\":true}")
                        .formatted(ids.get(piece), piece))
                .collect(Collectors.joining(","));
        Files.writeString(
                file,
                ("{\"added_tokens\":[%s],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"ByteLevel\","
                                + "\"add_prefix_space\":false,\"use_regex\":true},\"post_processor\":null,"
                                + "\"decoder\":null,\"model\":{\"type\":\"BPE\",\"vocab\":{%s},\"merges\":[]}}")
                        .formatted(added, vocabulary));
        return TokenizerRegistry.load(file.toString());
    }

    @ParameterizedTest
    @EnumSource
    void mergesOfRandomBatchesAreThoseOfTheCpu(BoundaryMode mode) {
        long seed = TestSettings.seed();
        Random random = new Random(seed ^ mode.name().hashCode());
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        String[] words = {"aaaa", " aaa", " river", " rivers", "boat", " 東京", "-", " - ", ".", "7", "\n", "é", "  "};
        for (int round = 0; round < (TestSettings.isFull() ? 40 : 4); round++) {
            int[][] rows = new int[1 + random.nextInt(5)][];
            for (int i = 0; i < rows.length; i++) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(40); n > 0; n--) {
                    text.append(words[random.nextInt(words.length)]);
                }
                rows[i] = CpuIds.of(encoder, text.toString().getBytes(UTF_8));
            }
            matches(tokenizer, mode, rows, 30, "round " + round + ", seed " + seed);
        }
    }
}

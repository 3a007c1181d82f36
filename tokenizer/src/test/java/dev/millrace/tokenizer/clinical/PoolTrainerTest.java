package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTrainerTest {
    @TempDir
    private Path folder = Path.of("");

    private static ClinicalTokenizer train(PoolOptions options, @Nullable ClinicalTokenizer earlier, List<Term> terms) {
        PoolTrainer trainer = new PoolTrainer(Pools.R50K, Pools.settings(200, options));
        terms.forEach(trainer::add);
        return trainer.train("pool", earlier);
    }

    private static ClinicalTokenizer train(List<Term> terms) {
        return train(PoolOptions.DEFAULT, null, terms);
    }

    private static List<String> written(ClinicalTokenizer pool) {
        return pool.newTokens().stream()
                .map(token -> new String(token.written(), UTF_8) + " " + token.type())
                .toList();
    }

    @Test
    void theOrderOfTermsWithinATypeAndRepetitionsDoNotMatter() {
        List<Term> shuffled = new ArrayList<>(Pools.TERMS);
        Collections.shuffle(shuffled, new Random(3));
        shuffled.addAll(Pools.TERMS);

        assertThat(train(shuffled).fingerprint()).isEqualTo(train(Pools.TERMS).fingerprint());
    }

    @Test
    void newIdsAreAppendedWhenATypeIsAddedAndWhenOneIsLearntAnewWithMore() {
        ClinicalTokenizer first = train(Pools.TERMS);
        ClinicalTokenizer second = train(PoolOptions.DEFAULT, first, Pools.DISEASES);
        List<Term> more = new ArrayList<>(Pools.TERMS.subList(3, Pools.TERMS.size()));
        more.add(new Term("acetylsalicylic acid, acetylsalicylates", "drug", "aspirin"));
        ClinicalTokenizer third = train(PoolOptions.DEFAULT, second, more);

        assertThat(first.firstNewId()).isEqualTo(50257);
        assertThat(written(second))
                .startsWith(written(first).toArray(String[]::new))
                .hasSizeGreaterThan(written(first).size());
        assertThat(written(third))
                .startsWith(written(second).toArray(String[]::new))
                .hasSizeGreaterThan(written(second).size());
        assertThat(written(third)).doesNotHaveDuplicates();
        assertThat(third.types()).extracting(TermType::name).containsExactly("drug", "disease");
        int[] old = Pools.encode(first, " metformin hydrochloride");
        assertThat(third.decode(old, 0, old.length)).asString(UTF_8).isEqualTo(" metformin hydrochloride");
        assertThat(Pools.encode(second, " metformin hydrochloride")).isEqualTo(old);
    }

    @Test
    void typesShareATokenOrHaveOneEach() {
        List<Term> terms = new ArrayList<>(Pools.TERMS);
        Pools.TERMS.forEach(term -> terms.add(new Term(term.text(), "again", term.concept())));
        ClinicalTokenizer shared = train(terms);
        ClinicalTokenizer apart = train(new PoolOptions(Surprise.TOTAL, 0, true), null, terms);

        assertThat(written(shared)).isEqualTo(written(train(Pools.TERMS)));
        assertThat(apart.newTokens()).hasSize(2 * shared.newTokens().size());
        assertThat(Pools.encode(apart, " metformin hydrochloride"))
                .isEqualTo(Pools.encode(shared, " metformin hydrochloride"));
        assertThatThrownBy(() -> train(PoolOptions.DEFAULT, apart, terms))
                .hasMessage("a pool must be extended with its own kind of ids, one per type and token");
    }

    @Test
    void everythingThatCanChangeIdsChangesTheFingerprint() {
        ClinicalTokenizer pool = train(Pools.TERMS);
        List<String> prints = new ArrayList<>(List.of(pool.fingerprint()));
        prints.add(changed(pool, new PoolOptions(Surprise.MEAN, 0, false), type -> type));
        prints.add(changed(pool, new PoolOptions(Surprise.TOTAL, 1, false), type -> type));
        prints.add(changed(pool, PoolOptions.DEFAULT, type -> copy(type, 1, 0)));
        prints.add(changed(pool, PoolOptions.DEFAULT, type -> copy(type, 0, 1)));
        List<NewToken> more = new ArrayList<>(pool.newTokens());
        more.add(Pools.token("something new"));
        prints.add(new ClinicalTokenizer("x", Pools.R50K, pool.types(), PoolOptions.DEFAULT, more).fingerprint());
        prints.add(
                new ClinicalTokenizer("x", Pools.R50K, List.of(), PoolOptions.DEFAULT, pool.newTokens()).fingerprint());

        assertThat(prints).doesNotHaveDuplicates();
        assertThat(changed(pool, PoolOptions.DEFAULT, type -> copy(type, 0, 0))).isEqualTo(pool.fingerprint());
    }

    private static String changed(ClinicalTokenizer pool, PoolOptions options, UnaryOperator<TermType> change) {
        List<TermType> types = pool.types().stream().map(change).toList();
        return new ClinicalTokenizer("x", pool.base(), types, options, pool.newTokens()).fingerprint();
    }

    /** The same type, its first token so many times oftener, and so is the base's first. */
    private static TermType copy(TermType type, long more, long moreBase) {
        long[] starting = new long[type.tokens().size()];
        for (int i = 0; i < starting.length; i++) {
            starting[i] = type.starting(i) + (type.starting(i) > 0 && i == firstUsed(type) ? more : 0);
        }
        TreeMap<Integer, Long> base = new TreeMap<>();
        for (int i = 0; i < type.baseCounts().size(); i++) {
            base.put(type.baseCounts().id(i), type.baseCounts().count(i) + (i == 0 ? moreBase : 0));
        }
        return new TermType(type.name(), type.tokens(), starting, new long[0], new BaseCounts(base));
    }

    private static int firstUsed(TermType type) {
        int i = 0;
        while (type.starting(i) == 0) {
            i++;
        }
        return i;
    }

    @Test
    void allNamesOfAConceptAndConceptsThatShareANameGoToOneSide() {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            terms.add(new Term("name " + i, "t", "c" + i));
            terms.add(new Term("synonym " + i, "t", "c" + i));
            terms.add(new Term("SYNONYM " + i, "u", "d" + i));
        }
        ConceptSplit split = ConceptSplit.of(terms, 20, 5);

        assertThat(split.heldOut().size()).isBetween(3 * 60, 3 * 140);
        assertThat(split.learnt()).hasSize(1500 - split.heldOut().size());
        for (int i = 0; i < 500; i++) {
            String end = " " + i;
            assertThat(split.heldOut().stream()
                                    .filter(term -> term.text().endsWith(end)
                                            && term.text().length() - end.length() <= 7)
                                    .count()
                            % 3)
                    .isZero();
        }
        Collections.reverse(terms);
        assertThat(ConceptSplit.of(terms, 20, 5).heldOut()).containsExactlyInAnyOrderElementsOf(split.heldOut());
        assertThat(ConceptSplit.of(terms, 20, 6).heldOut()).isNotEqualTo(split.heldOut());
        assertThat(ConceptSplit.of(terms, 0, 5).heldOut()).isEmpty();
    }

    @Test
    void readsTermsAndSaysWhichLineIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("t.tsv"), "\uFEFF# drugs\nmetformin\tdrug\tD1\n\naspirin\tdrug\n");
        assertThat(Term.read(file))
                .containsExactly(new Term("metformin", "drug", "D1"), new Term("aspirin", "drug", "aspirin"));
        Path bad = Files.writeString(folder.resolve("bad.tsv"), "metformin\n");
        assertThatThrownBy(() -> Term.read(bad)).hasMessageContaining("bad.tsv line 1 has 1 columns");
    }
}

package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.vocab.Fingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Terms to learn from and terms held out. All names of a concept go to the same side, and so do concepts that share a
 * name, capitals aside; which side is drawn by lot from the seed and the least of the names, so that neither the order of
 * the terms nor terms of other concepts matter.
 *
 * @param learnt the terms to learn from, in the order given
 * @param heldOut the others, in the order given
 */
public record ConceptSplit(List<Term> learnt, List<Term> heldOut) {

    /** Splits {@code terms} so that about {@code percent} of a hundred groups of concepts are held out. */
    public static ConceptSplit of(List<Term> terms, int percent, long seed) {
        Groups groups = new Groups();
        for (Term term : terms) {
            groups.join("concept " + term.concept(), name(term));
        }
        Map<String, String> least = new HashMap<>();
        for (Term term : terms) {
            least.merge(groups.root(name(term)), name(term), (a, b) -> a.compareTo(b) <= 0 ? a : b);
        }
        List<Term> learnt = new ArrayList<>();
        List<Term> heldOut = new ArrayList<>();
        for (Term term : terms) {
            (lot(least.getOrDefault(groups.root(name(term)), ""), seed) < percent ? heldOut : learnt).add(term);
        }
        return new ConceptSplit(learnt, heldOut);
    }

    private static String name(Term term) {
        return "name " + term.text().toLowerCase(Locale.ROOT);
    }

    /** A number from 0 to 99. */
    private static int lot(String name, long seed) {
        String hash = new Fingerprint()
                .add("seed", Long.toString(seed))
                .add("name", name.getBytes(UTF_8))
                .finish();
        return (int) (Long.parseLong(hash.substring(0, 12), 16) % 100);
    }

    /** Sets that are joined, each named by one of its members. */
    private static final class Groups {
        private final Map<String, String> parents = new HashMap<>();

        String root(String member) {
            String at = member;
            for (String parent; (parent = parents.get(at)) != null; ) {
                at = parent;
            }
            if (!at.equals(member)) {
                parents.put(member, at);
            }
            return at;
        }

        void join(String a, String b) {
            String rootA = root(a);
            String rootB = root(b);
            if (!rootA.equals(rootB)) {
                parents.put(rootA, rootB);
            }
        }
    }
}

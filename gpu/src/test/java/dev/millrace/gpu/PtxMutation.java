package dev.millrace.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped PTX with a bug put into one kernel. */
final class PtxMutation {
    private final String ptx;
    private final int from;
    private final int to;

    private PtxMutation(String kernel) {
        ptx = KernelRun.ptx();
        from = ptx.indexOf(".entry " + kernel + "(");
        to = ptx.indexOf("\n}", from);
    }

    /** The kernel that gets the bug. */
    static PtxMutation of(String kernel) {
        return new PtxMutation(kernel);
    }

    /**
     * Replaces a match of {@code regex}; a negative {@code number} counts from the end. In the replacement, {@code %pX},
     * {@code %rX} and {@code $X} are a predicate, a register and a label that the kernel does not have.
     */
    String replace(String regex, int number, Function<MatchResult, String> replacement) {
        String body = ptx.substring(from, to);
        Matcher matcher = Pattern.compile(regex).matcher(body);
        List<MatchResult> matches = new ArrayList<>();
        while (matcher.find()) {
            matches.add(matcher.toMatchResult());
        }
        MatchResult match = matches.get(number < 0 ? matches.size() + number : number);
        String mutated = body.substring(0, match.start()) + replacement.apply(match) + body.substring(match.end());
        mutated = withSpare(withSpare(mutated, ".pred", "p"), ".b32", "r").replace("$X", "$spare");
        return ptx.substring(0, from) + mutated + ptx.substring(to);
    }

    private static String withSpare(String body, String type, String prefix) {
        Matcher declaration = Pattern.compile("\\.reg \\" + type + "\\s+%" + prefix + "<(\\d+)>;")
                .matcher(body);
        if (!declaration.find()) {
            throw new AssertionError("no registers of type " + type);
        }
        int count = Integer.parseInt(declaration.group(1));
        String declared = declaration.replaceFirst(".reg " + type + " %" + prefix + "<" + (count + 1) + ">;");
        return declared.replace("%" + prefix + "X", "%" + prefix + count);
    }
}

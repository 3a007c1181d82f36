package dev.millrace.app.demo;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.TextTable;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.topology.RejectReason;
import dev.millrace.topology.RejectedHeaders;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What came out so far. An outcome is a document encoded by a tokenizer, or rejected for it.
 *
 * <p><b>Thread safety:</b> none.
 */
final class DemoResults {
    private final Map<String, Sums> byTokenizer = new LinkedHashMap<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private long outcomes;
    private long startNanos;

    private static final class Sums {
        private final String encodes;
        private long documents;
        private long bytes;
        private long tokens;
        private long lastNanos;

        Sums(String encodes) {
            this.encodes = encodes;
        }
    }

    private record Rejected(String reason, @Nullable String tokenizer, String document, String message) {}

    /** {@code tokenizers}: which documents each encodes, in words. */
    DemoResults(Map<String, String> tokenizers) {
        tokenizers.forEach((name, encodes) -> byTokenizer.put(name, new Sums(encodes)));
    }

    /** Speeds count from {@code nanos} of {@link System#nanoTime}; 0 if the stream does not run yet. */
    void startClock(long nanos) {
        startNanos = nanos;
    }

    void add(TokenRecord record) {
        Sums sums = byTokenizer.computeIfAbsent(record.getTokenizer(), name -> new Sums("?"));
        sums.tokens += record.getTokenCount();
        sums.lastNanos = System.nanoTime();
        if (record.getSegmentIndex() == record.getSegmentCount() - 1) {
            sums.documents++;
            sums.bytes += record.getContentLength();
            outcomes++;
        }
    }

    /** {@code wanted}: how many tokenizers the document was for. */
    void addRejected(String document, Headers headers, int wanted) {
        String reason = text(headers, RejectedHeaders.REASON);
        @Nullable String tokenizer = RejectedHeaders.text(headers, RejectedHeaders.TOKENIZER);
        rejected.add(new Rejected(reason, tokenizer, document, text(headers, RejectedHeaders.MESSAGE)));
        // Without a tokenizer the document as a whole was rejected; one that asked for an unknown tokenizer asked for
        // no other.
        boolean whole = tokenizer == null || reason.equals(RejectReason.UNKNOWN_TOKENIZER.name());
        outcomes += whole ? wanted : 1;
    }

    private static String text(Headers headers, String name) {
        String text = RejectedHeaders.text(headers, name);
        return text == null ? "?" : text;
    }

    /** How many outcomes there are; each document has as many as it has tokenizers. */
    long outcomes() {
        return outcomes;
    }

    /** Encoded bytes, tokens, and the speed of both, as far as it has come. */
    String speed() {
        long bytes = byTokenizer.values().stream().mapToLong(sums -> sums.bytes).sum();
        long tokens =
                byTokenizer.values().stream().mapToLong(sums -> sums.tokens).sum();
        if (startNanos == 0) {
            return "starting";
        }
        double seconds = Math.max(1e-9, (System.nanoTime() - startNanos) / 1e9);
        return Amounts.bytes(bytes) + "  " + Amounts.bytes((long) (bytes / seconds)) + "/s  "
                + Amounts.rounded(tokens / seconds) + " tokens/s";
    }

    /** Prints the table per tokenizer, and what was rejected. */
    void print(PrintStream out) {
        TextTable table = new TextTable(
                "tokenizer", ">documents", ">bytes", ">tokens", ">bytes/token", ">MB/s", ">rejected", "encodes");
        byTokenizer.forEach((name, sums) -> table.add(
                name,
                Amounts.count(sums.documents),
                Amounts.count(sums.bytes),
                Amounts.count(sums.tokens),
                Amounts.ratio(sums.bytes, sums.tokens),
                String.format(Locale.ROOT, "%.1f", megabytesPerSecond(sums)),
                Amounts.count(rejectedBy(name)),
                sums.encodes));
        table.print(out);
        if (!rejected.isEmpty()) {
            out.println();
            printRejected(out);
        }
    }

    private double megabytesPerSecond(Sums sums) {
        long nanos = sums.lastNanos - startNanos;
        return nanos <= 0 ? 0 : sums.bytes * 1e3 / nanos;
    }

    private long rejectedBy(String tokenizer) {
        return rejected.stream()
                .filter(one -> one.tokenizer == null || one.tokenizer.equals(tokenizer))
                .count();
    }

    private void printRejected(PrintStream out) {
        TextTable table = new TextTable("rejected", "reason", "for", "why");
        for (Rejected one : rejected) {
            table.add(one.document, one.reason, one.tokenizer == null ? "all" : one.tokenizer, one.message);
        }
        table.print(out);
    }
}

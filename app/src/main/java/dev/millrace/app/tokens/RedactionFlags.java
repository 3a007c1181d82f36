package dev.millrace.app.tokens;

import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.redact.IdentifierType;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what becomes of identifiers. */
final class RedactionFlags {
    @Option(
            names = "--policy",
            paramLabel = "TYPE=TREATMENT",
            description = "What becomes of identifiers of one type, such as ssn or health.plan: keep, tag, mask, "
                    + "surrogate, year (dates) or zip3 (postal codes). Again for other types.")
    private Map<String, Treatment> policy = new TreeMap<>();

    @Option(
            names = "--otherwise",
            paramLabel = "TREATMENT",
            description = "What becomes of all other types: tag (the default), mask, surrogate or keep.")
    private @Nullable Treatment otherwise;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key of surrogates: the bytes of this file, at least 16.")
    private @Nullable Path keyFile;

    /** Whether any of the flags is. */
    boolean isGiven() {
        return !policy.isEmpty() || otherwise != null || keyFile != null;
    }

    /**
     * What the flags ask for.
     *
     * @throws UsageException if there is no such policy
     * @throws CommandFailure if the key cannot be read
     */
    RedactionPolicy policy() {
        UsageException.requireCompanion(
                "--key-file",
                "a treatment of surrogate",
                keyFile == null || otherwise == Treatment.SURROGATE || policy.containsValue(Treatment.SURROGATE));
        Map<IdentifierType, Treatment> treatments = new TreeMap<>();
        policy.forEach((name, treatment) -> treatments.put(type(name), treatment));
        try {
            return new RedactionPolicy(otherwise == null ? Treatment.TAG : otherwise, treatments, key());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private byte @Nullable [] key() {
        if (keyFile == null) {
            return null;
        }
        try {
            return Files.readAllBytes(keyFile);
        } catch (IOException e) {
            throw new CommandFailure(keyFile + " cannot be read: " + Reasons.of(e), e);
        }
    }

    private static IdentifierType type(String name) {
        List<String> known = new ArrayList<>();
        for (IdentifierType type : IdentifierType.values()) {
            if (type.key().equals(name)) {
                return type;
            }
            known.add(type.key());
        }
        throw new UsageException("--policy must be of one of " + known + ", got " + name);
    }
}

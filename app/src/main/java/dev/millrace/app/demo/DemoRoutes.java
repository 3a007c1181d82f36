package dev.millrace.app.demo;

import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.binary.BinaryFormat;
import dev.millrace.topology.MillraceConfigDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tokenizers the documents of the demo go to: those of their domain as far as they are built in, else the general
 * ones.
 *
 * @param general names of the tokenizers, each with {@code =PATH} if it has a file
 * @param byDomain the tokenizer of each domain; empty if all documents go to the general ones
 */
record DemoRoutes(List<String> general, Map<String, String> byDomain) {
    private static final List<String> GENERAL = List.of("cl100k_base", "o200k_base");
    private static final String BINARY = "binary";
    private static final Map<String, String> DOMAIN_OF_KIND =
            Map.of("licence", "licences", "clinical note", "clinical");

    /** Copies. */
    DemoRoutes {
        general = List.copyOf(general);
    }

    /** All to those the user named, or each to that of its domain if there are none. */
    static DemoRoutes of(List<String> named) {
        if (!named.isEmpty()) {
            return new DemoRoutes(named, Map.of());
        }
        Map<String, String> domains = new LinkedHashMap<>();
        domains.put(BINARY, "millrace-binary-16k-v1");
        domains.put("licences", "millrace-licences-16k-v1");
        domains.put("clinical", "millrace-clinical-v1");
        domains.values().retainAll(TokenizerRegistry.builtInNames());
        return new DemoRoutes(GENERAL, domains);
    }

    /** Adds the keys of the configuration that say so. */
    void configure(Map<String, String> keys) {
        List<String> all = new ArrayList<>(general);
        all.addAll(byDomain.values());
        keys.put(MillraceConfigDef.TOKENIZERS, String.join(",", all));
        keys.put(MillraceConfigDef.TOKENIZER_DEFAULT, String.join(",", generalNames()));
        byDomain.forEach((domain, name) -> keys.put(MillraceConfigDef.TOKENIZER_OF_DOMAIN + domain, name));
    }

    List<String> generalNames() {
        return general.stream()
                .map(tokenizer -> tokenizer.substring(0, (tokenizer + "=").indexOf('=')))
                .toList();
    }

    /** Names of all tokenizers and what each encodes, in the order of the demo's table. */
    Map<String, String> inWords() {
        Map<String, String> words = new LinkedHashMap<>();
        generalNames().forEach(name -> words.put(name, byDomain.isEmpty() ? "all" : "the others"));
        byDomain.forEach((domain, name) -> words.put(name, "domain " + domain));
        return words;
    }

    /** The domain that a document names; executables name none and are known by their first bytes. */
    @Nullable
    String domain(DemoDocument document) {
        return DOMAIN_OF_KIND.get(document.kind());
    }

    /** How many tokenizers encode a document. */
    int outcomes(DemoDocument document, byte[] content) {
        boolean executable = byDomain.containsKey(BINARY)
                && BinaryFormat.of(content, 0, content.length).isExecutable();
        String domain = domain(document);
        return domain != null && byDomain.containsKey(domain) || domain == null && executable ? 1 : general.size();
    }
}

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Looks for what a vocabulary must not have: secrets, addresses of persons, and long texts learnt by heart. Every name
 * and string of the given JSON file but expressions and fingerprints is scanned, as it is and with GPT-2's alphabet for
 * bytes undone. Prints what it finds and ends with status 1, or prints the longest token.
 */
public final class Scan {
    /** Longest token that is not one short pattern repeated, in characters. */
    private static final int LONGEST = 32;

    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}"), // an e-mail address
            Pattern.compile("-----BEGIN|PRIVATE KEY"),
            Pattern.compile("(AKIA|ASIA)[A-Z0-9]{16}"), // access keys of AWS
            Pattern.compile("(gh[pousr]|glpat|xox[abprs]|sk|pk)[-_][A-Za-z0-9_-]{10,}"), // tokens of services
            Pattern.compile("eyJ[A-Za-z0-9_-]{8,}"), // a JSON web token
            Pattern.compile("[a-z]+://[^/\\s:@]+:[^/\\s:@]+@"), // a password in an address
            Pattern.compile("(?i)(password|passwd|secret|api_?key)\\s*[=:]\\s*\\S+"),
            Pattern.compile("\\b(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{20,}\\b"), // a hash or key
            Pattern.compile("\\+?\\(?[0-9]{3}\\)?[- ][0-9]{3}[- ][0-9]{4}")); // a telephone number

    /** Fields that hold no tokens: expressions, and the fingerprint of a pool's base. */
    private static final Set<String> OTHER_FIELDS = Set.of("Regex", "fingerprint");

    private static final Pattern REPEATED = Pattern.compile("(.{1,4}?)\\1+.{0,3}", Pattern.DOTALL);

    private final TreeSet<String> findings = new TreeSet<>();
    private String longest = "";
    private int scanned;

    private Scan() {}

    public static void main(String[] args) throws IOException {
        Scan scan = new Scan();
        try (JsonParser parser = new JsonFactory().createParser(Path.of(args[0]).toFile())) {
            for (JsonToken token; (token = parser.nextToken()) != null; ) {
                boolean other = OTHER_FIELDS.contains(String.valueOf(parser.currentName()));
                if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING && !other) {
                    scan.look(parser.getText());
                }
            }
        }
        scan.findings.forEach(System.err::println);
        if (!scan.findings.isEmpty()) {
            System.exit(1);
        }
        System.out.printf("%,d strings scanned, no secrets; the longest is '%s'%n", scan.scanned, scan.longest);
    }

    private void look(String text) {
        scanned++;
        String bytes = undone(text);
        for (Pattern secret : SECRETS) {
            if (secret.matcher(text).find() || secret.matcher(bytes).find()) {
                findings.add("a token must not look like a secret or an address, got '" + bytes + "'");
            }
        }
        if (!REPEATED.matcher(bytes).matches()) {
            longest = bytes.length() > longest.length() ? bytes : longest;
            if (bytes.length() > LONGEST) {
                findings.add("a token must not be longer than " + LONGEST + ", got '" + bytes + "'");
            }
        }
    }

    /** The bytes that a text spells in GPT-2's alphabet, as UTF-8; the text itself if it is not in that alphabet. */
    private static String undone(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c >= 0x100 && c <= 0x120) {
                bytes[i] = (byte) (c - 0x100);
            } else if (c >= 0x121 && c <= 0x142) {
                bytes[i] = (byte) (c - 0x121 + 0x7f);
            } else if (c == 0x143) {
                bytes[i] = (byte) 0xad;
            } else if (c < 0x100) {
                bytes[i] = (byte) c;
            } else {
                return text;
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

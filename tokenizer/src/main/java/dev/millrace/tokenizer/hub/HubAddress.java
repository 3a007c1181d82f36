package dev.millrace.tokenizer.hub;

import dev.millrace.tokenizer.TokenizerLoadException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository on a hub: {@code hf://org/name} or {@code hf://org/name@revision}.
 *
 * @param repository {@code org/name}
 * @param revision a branch, a tag or a commit; {@code main} if none was given
 */
record HubAddress(String repository, String revision) {
    /** How such an address begins. */
    static final String SCHEME = "hf://";

    private static final Pattern FORM =
            Pattern.compile("hf://([\\w][\\w.-]*(?:/[\\w][\\w.-]*)?)(?:@([\\w][\\w./-]*))?");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * Reads an address.
     *
     * @throws TokenizerLoadException if it has another form
     */
    static HubAddress parse(String address) {
        Matcher matcher = FORM.matcher(address);
        // ".." would leave the cache's folder.
        if (!matcher.matches() || address.contains("..")) {
            throw new TokenizerLoadException(
                    "a hub address must be hf://org/name or hf://org/name@revision, got " + address);
        }
        String revision = matcher.group(2);
        return new HubAddress(matcher.group(1), revision == null ? "main" : revision);
    }

    /** Whether the revision is a commit, which never changes. */
    boolean isPinned() {
        return isCommit(revision);
    }

    /** Whether {@code text} is the name of a commit. */
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }
}

package dev.millrace.tokenizer.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tokens learnt so far, by id and by their bytes. Special and custom tokens are never found by their bytes. */
final class TokenTable {
    private final List<byte[]> tokens = new ArrayList<>();
    private final Map<Bytes, Integer> ids = new HashMap<>();
    private final Set<Bytes> reserved = new HashSet<>();

    /** Appends a token that no merge may make. */
    void reserve(byte[] token) {
        reserved.add(new Bytes(token));
        tokens.add(token);
    }

    /** Returns the id of the token {@code bytes}, which is appended if there is none. */
    int idOf(byte[] bytes) {
        Integer known = ids.putIfAbsent(new Bytes(bytes), tokens.size());
        if (known != null) {
            return known;
        }
        tokens.add(bytes);
        return tokens.size() - 1;
    }

    boolean isReserved(byte[] bytes) {
        return !reserved.isEmpty() && reserved.contains(new Bytes(bytes));
    }

    byte[] token(int id) {
        return tokens.get(id);
    }

    int size() {
        return tokens.size();
    }

    List<byte[]> tokens() {
        return tokens;
    }
}

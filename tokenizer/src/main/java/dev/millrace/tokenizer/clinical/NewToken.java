package dev.millrace.tokenizer.clinical;

import org.jspecify.annotations.Nullable;

/**
 * A token that the base does not have.
 *
 * @param written the token as the vocabulary writes it: its bytes, after WordPiece's prefix if it continues a word
 * @param type the type that it belongs to, or null if it is everybody's
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record NewToken(byte[] written, @Nullable String type) {}

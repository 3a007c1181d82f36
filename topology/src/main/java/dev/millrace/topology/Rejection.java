package dev.millrace.topology;

import org.jspecify.annotations.Nullable;

/**
 * A document, or one of its encodings, that leaves by the side door.
 *
 * @param tokenizer the tokenizer that is concerned, or null if the document as a whole is
 * @param message one sentence: subject, rule, actual value
 */
record Rejection(RejectReason reason, @Nullable String tokenizer, String message) {}

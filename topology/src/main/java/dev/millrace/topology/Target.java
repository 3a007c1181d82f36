package dev.millrace.topology;

import org.jspecify.annotations.Nullable;

/**
 * One tokenizer that a document was routed to.
 *
 * @param lane the tokenizer at work, or null if no tokenizer of that name is configured
 */
record Target(String tokenizer, @Nullable Lane lane) {}

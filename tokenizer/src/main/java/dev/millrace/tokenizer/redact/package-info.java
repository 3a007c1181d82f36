/**
 * Takes structured identifiers (numbers, codes, addresses and dates that name a person) out of a text before it is
 * tokenized. Bytes in, spans and redacted bytes out.
 *
 * <p>{@link dev.millrace.tokenizer.redact.Redactor} is the worker, {@link
 * dev.millrace.tokenizer.redact.RedactionPolicy} says what replaces each {@link
 * dev.millrace.tokenizer.redact.IdentifierType}, and {@link dev.millrace.tokenizer.redact.TagRuns} encodes the result so
 * that a tag which the tokenizer has as a special token becomes that token, and no text can forge it.
 *
 * <p>Every rule is a hand-written scanner that looks at a bounded number of characters from each place, so that the time
 * for a document is linear in its length, whatever is in it. Names of people and places are not structured and are not
 * found.
 */
@NullMarked
package dev.millrace.tokenizer.redact;

import org.jspecify.annotations.NullMarked;

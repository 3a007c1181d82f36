/**
 * Measures the redaction on texts whose identifiers are known. The identifiers come from descriptions of their formats,
 * with check digits computed here: nothing is shared with the rules, so that both can be wrong only independently.
 */
@NullMarked
package dev.millrace.tokenizer.redact.selftest;

import org.jspecify.annotations.NullMarked;

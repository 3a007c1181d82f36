package dev.millrace.topology;

import dev.millrace.tokenizer.redact.TagTokens;

/**
 * What redaction means to one tokenizer.
 *
 * @param encodingFingerprint of its options, its dynamic merges, and the policy and rules of redaction
 * @param tags the tags that are special tokens of the tokenizer
 */
record LaneRedaction(String encodingFingerprint, TagTokens tags) {}

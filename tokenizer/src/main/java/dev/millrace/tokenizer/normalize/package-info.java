/**
 * Rewrites text before it is cut into pieces, and keeps track of which bytes of the document each byte came from.
 *
 * <p>Tables are pinned to the reference library: canonical and compatibility forms follow Unicode 12.1 (the crate {@code
 * unicode-normalization-alignments}), {@code Lowercase} Unicode 17.0, {@code BertNormalizer} Unicode 8.0.
 *
 * <p>Ill-formed bytes pass through every normalizer unchanged.
 */
@NullMarked
package dev.millrace.tokenizer.normalize;

import org.jspecify.annotations.NullMarked;

/**
 * A pool of vocabularies in the style of K-Tokeniser: a base tokenizer and, beside it, one small vocabulary for each
 * semantic type, learnt from lists of terms. Word by word the least surprising segmentation is chosen; sentence by
 * sentence it is kept only if it does not cut finer than the base does. The paper's formulas are not public: the choice
 * and the fallback are reconstructed, as {@code docs/clinical.md} says.
 *
 * @see <a href="https://arxiv.org/abs/2406.14312">K-Tokeniser</a>
 */
@NullMarked
package dev.millrace.tokenizer.clinical;

import org.jspecify.annotations.NullMarked;

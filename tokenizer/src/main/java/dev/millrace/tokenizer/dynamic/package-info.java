/**
 * Merges the tokens of a batch further: neighbours that occur together often in this batch become one token of a
 * vocabulary that holds for this batch alone (Feher, Vulić, Minixhofer, "Retrofitting Large Language Models with Dynamic
 * Tokenization", arXiv 2411.18553).
 *
 * <p>{@link dev.millrace.tokenizer.dynamic.DynamicMerger} is the worker; what it returns, {@link
 * dev.millrace.tokenizer.dynamic.DynamicBatch}, has the new ids and the {@link
 * dev.millrace.tokenizer.dynamic.BatchVocabulary} that explains them.
 */
@NullMarked
package dev.millrace.tokenizer.dynamic;

import org.jspecify.annotations.NullMarked;

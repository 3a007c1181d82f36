/**
 * The Hugging Face library itself, for files that have no native form yet, such as Unigram models. It needs the optional
 * dependency {@code ai.djl.huggingface:tokenizers} on the class path.
 */
@NullMarked
package dev.millrace.tokenizer.djl;

import org.jspecify.annotations.NullMarked;

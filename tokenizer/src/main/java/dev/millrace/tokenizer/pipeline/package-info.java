/** How a document passes through added tokens, normalizer, pre-tokenizer, model and template. */
@NullMarked
package dev.millrace.tokenizer.pipeline;

import org.jspecify.annotations.NullMarked;

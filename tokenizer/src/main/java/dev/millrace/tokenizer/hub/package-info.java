/** Tokenizers that are downloaded: from a model hub in Hugging Face's form, or from any HTTPS address. */
@NullMarked
package dev.millrace.tokenizer.hub;

import org.jspecify.annotations.NullMarked;

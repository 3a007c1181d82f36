/**
 * Learns byte-pair encodings from text: {@link dev.millrace.tokenizer.train.BpeTrainer} takes documents and gives a
 * {@link dev.millrace.tokenizer.train.TrainedBpe}, which {@link dev.millrace.tokenizer.train.TrainedFiles} writes as the
 * files that others load. The same documents give the same bytes, on however many
 * threads, and in whatever order unless lots are drawn for them ({@link dev.millrace.tokenizer.train.ChunkLengths}).
 */
@NullMarked
package dev.millrace.tokenizer.train;

import org.jspecify.annotations.NullMarked;

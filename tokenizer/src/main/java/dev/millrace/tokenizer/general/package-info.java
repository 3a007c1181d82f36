/**
 * Every stage that a {@code tokenizer.json} can name, in its general form: exact for all of them, where the pipeline of
 * {@code dev.millrace.tokenizer.pipeline} is fast for the common ones.
 *
 * <p>A document is cut at added tokens, each stretch between them is normalized and cut at the added tokens that are
 * sought in normalized text, then a chain of {@link dev.millrace.tokenizer.general.Pieces} hands one piece after the
 * other to a {@link dev.millrace.tokenizer.general.PieceModel}. Nothing but the normalized stretch and the longest piece
 * is held in memory.
 */
@NullMarked
package dev.millrace.tokenizer.general;

import org.jspecify.annotations.NullMarked;

/**
 * Pinned Unicode classes: what each stage of the reference libraries takes a code point for, generated from their
 * behaviour over every code point and never from the running JDK.
 *
 * <table>
 * <caption>Unicode version per stage</caption>
 * <tr><th>stage</th><th>class here</th><th>version</th></tr>
 * <tr><td>regular expressions of a {@code tokenizer.json} (Oniguruma)</td><td>{@link
 * dev.millrace.tokenizer.unicode.RegexClasses}</td><td>16.0</td></tr>
 * <tr><td>regular expressions of tiktoken (Rust {@code regex-syntax} 0.8.5)</td><td>{@code RegexClasses}</td><td>16.0;
 * equal for every class both know, but for {@code \w}</td></tr>
 * <tr><td>{@code Whitespace} pre-tokenizer, {@code single_word} of added tokens (Rust {@code regex})</td><td>{@code
 * RegexClasses}</td><td>16.0</td></tr>
 * <tr><td>{@code Digits}, {@code WhitespaceSplit}, {@code Strip}, {@code Lowercase} (Rust standard
 * library)</td><td>{@link dev.millrace.tokenizer.unicode.TextClasses}</td><td>17.0</td></tr>
 * <tr><td>{@code Punctuation}, {@code BertPreTokenizer}, {@code BertNormalizer} (Rust {@code
 * unicode_categories})</td><td>{@code TextClasses}</td><td>8.0</td></tr>
 * </table>
 */
@NullMarked
package dev.millrace.tokenizer.unicode;

import org.jspecify.annotations.NullMarked;

/** Documents from files, lines and JSON Lines, without ever holding a file as a string. */
@NullMarked
package dev.millrace.app.input;

import org.jspecify.annotations.NullMarked;

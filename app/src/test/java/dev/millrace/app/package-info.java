/** Tests of the command line: each command in this process, the launcher in a shell. */
@NullMarked
package dev.millrace.app;

import org.jspecify.annotations.NullMarked;

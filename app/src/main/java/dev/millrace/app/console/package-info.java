/** How commands talk to whoever called them: streams, tables, progress, errors. */
@NullMarked
package dev.millrace.app.console;

import org.jspecify.annotations.NullMarked;

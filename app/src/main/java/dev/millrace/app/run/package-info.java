/** The service itself: configuration, start, HTTP, shutdown. */
@NullMarked
package dev.millrace.app.run;

import org.jspecify.annotations.NullMarked;

/** The whole path against real brokers, a real registry and killed processes. */
@NullMarked
package dev.millrace.it;

import org.jspecify.annotations.NullMarked;

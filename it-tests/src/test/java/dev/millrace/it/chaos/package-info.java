/** Kills, stops and bounces a running stream application and checks that nothing was lost or doubled. */
@NullMarked
package dev.millrace.it.chaos;

import org.jspecify.annotations.NullMarked;

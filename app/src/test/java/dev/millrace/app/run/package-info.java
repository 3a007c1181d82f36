/** Tests of the service. */
@NullMarked
package dev.millrace.app.run;

import org.jspecify.annotations.NullMarked;

/** Tests of the wire format and the registry client. */
@NullMarked
package dev.millrace.serdes;

import org.jspecify.annotations.NullMarked;

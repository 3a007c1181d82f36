/** Tests of the Avro contracts. */
@NullMarked
package dev.millrace.schemas;

import org.jspecify.annotations.NullMarked;

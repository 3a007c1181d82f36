/** Tests of the demo. */
@NullMarked
package dev.millrace.app.demo;

import org.jspecify.annotations.NullMarked;

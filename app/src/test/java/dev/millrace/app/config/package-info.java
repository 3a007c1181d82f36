/** Tests of where the configuration comes from. */
@NullMarked
package dev.millrace.app.config;

import org.jspecify.annotations.NullMarked;

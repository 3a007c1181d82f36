/** Schema registries for tests that must be able to fail. */
@NullMarked
package dev.millrace.it.registry;

import org.jspecify.annotations.NullMarked;

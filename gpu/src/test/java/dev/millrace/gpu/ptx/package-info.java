/**
 * Runs PTX without a GPU and watches what it does: bounds, uninitialized memory, races, barriers and shuffles. It models
 * sequentially consistent memory, so it says nothing about code that relies on the order of plain accesses between blocks.
 */
@NullMarked
package dev.millrace.gpu.ptx;

import org.jspecify.annotations.NullMarked;

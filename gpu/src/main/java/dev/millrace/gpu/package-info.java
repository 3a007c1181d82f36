/**
 * Batches of documents to token ids on a CUDA GPU, with the ids of the CPU's engine. The host talks to the driver through
 * {@link dev.millrace.gpu.CudaApi} alone.
 */
@NullMarked
package dev.millrace.gpu;

import org.jspecify.annotations.NullMarked;

package dev.millrace.topology;

/**
 * Where a record was read from.
 *
 * @param timestamp milliseconds since the epoch
 */
record SourceCoordinates(String topic, int partition, long offset, long timestamp) {}

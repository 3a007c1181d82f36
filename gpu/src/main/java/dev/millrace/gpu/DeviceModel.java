package dev.millrace.gpu;

/**
 * The tables of a tokenizer on the device.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param tokenizer its name
 * @param split which kernel splits
 * @param address of the tables
 */
record DeviceModel(String tokenizer, SplitKind split, long address) {}

package dev.millrace.gpu;

import java.util.Locale;

/** Why a document was encoded on the CPU though there is a GPU. */
enum FallbackReason {
    /** Its batch was too small to be worth the device. */
    SMALL_BATCH,
    /** It does not fit into a slot, or the kernels need it to be well-formed UTF-8 and it must stay ill-formed. */
    DOCUMENT,
    /** It has a word that is too long for the kernels. */
    WORD,
    /** The device has given other ids than the CPU. */
    MISMATCH,
    /** The driver has reported an error. */
    DEVICE_ERROR,
    /** The device did not finish in time. */
    TIMEOUT,
    /** There is too little memory on the device. */
    OUT_OF_MEMORY;

    /** As in the tag of a metric. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}

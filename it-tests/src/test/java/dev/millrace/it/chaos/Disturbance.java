package dev.millrace.it.chaos;

/** What happens to a running application at a random moment. */
public enum Disturbance {
    /** SIGKILL to an instance; it counts only if the broker aborted a transaction in which it had written output. */
    KILL,
    /** SIGTERM to an instance that runs; it must end in good order. */
    STOP,
    /** One broker stops and starts again. */
    BOUNCE
}

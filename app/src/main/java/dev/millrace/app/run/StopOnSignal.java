package dev.millrace.app.run;

import java.util.concurrent.CountDownLatch;

/**
 * Ends the process when it is told to: SIGTERM and SIGINT start Java's shutdown, and this hook of it stops the service
 * and then ends the process with 0, for a stop that was asked for is no failure; or with 1 if the service could not
 * finish in time.
 */
final class StopOnSignal extends Thread {
    private final TokenizationService service;

    private StopOnSignal(TokenizationService service) {
        super("millrace-stop");
        this.service = service;
    }

    static StopOnSignal install(TokenizationService service) {
        StopOnSignal hook = new StopOnSignal(service);
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    @Override
    public void run() {
        // A service that has ended by itself has its own exit code.
        if (service.hasEnded()) {
            return;
        }
        boolean finished = service.stop();
        Runtime.getRuntime().halt(finished ? 0 : 1);
    }

    /** Returns at once unless the process is stopping; then never, for the hook ends the process. */
    void awaitExitIfStopping() throws InterruptedException {
        if (service.isStopping()) {
            new CountDownLatch(1).await();
        }
    }
}

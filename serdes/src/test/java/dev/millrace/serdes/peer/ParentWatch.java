package dev.millrace.serdes.peer;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs the main class that its first argument names, and halts as soon as the process that started it is gone, however
 * that one ended: no test leaves a server behind.
 */
public final class ParentWatch {
    private ParentWatch() {}

    /** Runs {@code args[0]} with the other arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(ParentWatch::haltWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void haltWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
        Runtime.getRuntime().halt(1);
    }
}

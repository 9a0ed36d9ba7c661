package dev.tally.localstack.console;

import java.lang.reflect.Proxy;

/**
 * The handlers of this process's signals.
 *
 * <p>Java has only {@code sun.misc.Signal} for this. The calls are reflective, because the compiler's warning about that
 * class cannot be suppressed, and this build accepts no warnings.
 */
final class SignalHandlers {

    private SignalHandlers() {}

    /**
     * Runs an action for each signal of a name, on a new thread. Does nothing if the process was started to ignore the
     * signal.
     *
     * @param name without its prefix, such as {@code INT}
     */
    static void set(String name, Runnable action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    SignalHandlers.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            set(name, handler, proxy);
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException("every JDK has sun.misc.SignalHandler", absent);
        }
    }

    /** Lets the operating system handle a signal, which ends the process at once. */
    static void reset(String name) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            set(name, handler, handler.getField("SIG_DFL").get(null));
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException("every JDK has sun.misc.SignalHandler", absent);
        }
    }

    private static void set(String name, Class<?> handlerType, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("handle", signal, handlerType)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}

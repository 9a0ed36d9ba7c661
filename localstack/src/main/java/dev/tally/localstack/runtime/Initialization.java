package dev.tally.localstack.runtime;

import com.amazonaws.services.lambda.crac.CheckpointException;
import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/** The start of a function: its handler is created and, with SnapStart, prepared for a snapshot and restored. */
final class Initialization {

    private static final String SNAP_START = "snap-start";

    /** A phase, with the path and the category for the report of its failure. */
    private enum Phase {
        CREATE("init/error", "Runtime.BadFunctionCode"),
        PREPARE("init/error", "Runtime.BeforeCheckpointError"),
        RESTORE("restore/error", "Runtime.AfterRestoreError");

        private final String path;
        private final String category;

        Phase(String path, String category) {
            this.path = path;
            this.category = category;
        }
    }

    private final RuntimeConnection host;
    private Phase phase = Phase.CREATE;

    private Initialization(RuntimeConnection host) {
        this.host = host;
    }

    /**
     * Returns the handler. Reports a failure and ends the process.
     *
     * @param handler {@code package.Class::handleRequest}
     */
    static RequestStreamHandler run(String handler, RuntimeConnection host) throws IOException {
        Initialization initialization = new Initialization(host);
        try {
            return initialization.handler(handler);
        } catch (Throwable failed) {
            Throwable reason =
                    failed instanceof InvocationTargetException thrown ? thrown.getTargetException() : failed;
            reason.printStackTrace();
            host.fail(initialization.phase.path, initialization.phase.category, ErrorDocument.of(reason));
            System.exit(1);
            throw new IllegalStateException(reason);
        }
    }

    private RequestStreamHandler handler(String name) throws Exception {
        RequestStreamHandler handler = Class.forName(name.replaceFirst("::handleRequest$", ""))
                .asSubclass(RequestStreamHandler.class)
                .getDeclaredConstructor()
                .newInstance();
        if (SNAP_START.equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            phase = Phase.PREPARE;
            prepare();
            host.restoreNext();
            phase = Phase.RESTORE;
            Core.getGlobalContext().afterRestore(null);
        }
        return handler;
    }

    /** Calls the hooks. AWS's context then clears the cache of host names by its native library, which is not needed. */
    private static void prepare() throws CheckpointException {
        try {
            Core.getGlobalContext().beforeCheckpoint(null);
        } catch (UnsatisfiedLinkError noLibrary) {
            if (!String.valueOf(noLibrary.getMessage()).contains("DNSManager")) {
                throw noLibrary;
            }
        }
    }
}

package dev.tally.localstack.runtime;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The program that runs a function: it requests invocations, calls the handler, and posts the answers.
 *
 * <p>It treats the function as AWS's runtime interface client 2.9.0 does. The handler must be a {@link
 * RequestStreamHandler}, as every handler of Quarkus is.
 */
public final class RuntimeClient {

    // The AWS SDK sends the trace with its calls. It reads the property if invocations follow each other, and the
    // variable of the thread if they are concurrent.
    private static final String TRACE_PROPERTY = "com.amazonaws.xray.traceHeader";
    private static final String TRACE_OF_THREAD = "AWS_LAMBDA_X_TRACE_ID";

    private final RequestStreamHandler handler;
    private final RuntimeConnection host;
    private final boolean concurrent;

    private RuntimeClient(RequestStreamHandler handler, RuntimeConnection host, boolean concurrent) {
        this.handler = handler;
        this.host = host;
        this.concurrent = concurrent;
    }

    /**
     * Runs a function until the host ends.
     *
     * @param arguments the handler as {@code package.Class::method}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setOut(output(FileDescriptor.out));
        System.setErr(output(FileDescriptor.err));
        String api = System.getenv("AWS_LAMBDA_RUNTIME_API");
        RequestStreamHandler handler = Initialization.run(arguments[0], new RuntimeConnection(api));
        int threads = Integer.parseInt(System.getenv().getOrDefault("AWS_LAMBDA_MAX_CONCURRENCY", "1"));
        List<Thread> loops = new ArrayList<>();
        for (int number = 0; number < threads; number++) {
            RuntimeClient client = new RuntimeClient(handler, new RuntimeConnection(api), threads > 1);
            loops.add(new Thread(client::run, "invocations-" + number));
        }
        loops.forEach(Thread::start);
        for (Thread loop : loops) {
            loop.join();
        }
        System.exit(1);
    }

    /** Prints in UTF-8, each line with one write, so that lines of concurrent invocations do not mix. */
    private static PrintStream output(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private void run() {
        try {
            boolean usable = true;
            while (usable) {
                usable = handle(host.next());
            }
        } catch (IOException hostEnded) {
            System.err.println("the Runtime API does not answer: " + hostEnded);
        }
    }

    /** Returns whether the process can run another invocation. */
    private boolean handle(Invocation invocation) throws IOException {
        InvocationContext context = invocation.context();
        setTrace(context.trace());
        try {
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            handler.handleRequest(invocation.event(), response, context);
            host.respond(context.requestId(), response.toByteArray());
            return true;
        } catch (Throwable failed) {
            failed.printStackTrace();
            host.fail(context.requestId(), ErrorDocument.of(failed));
            return concurrent || !(failed instanceof VirtualMachineError || failed instanceof IOError);
        } finally {
            SdkInternalThreadLocal.remove(TRACE_OF_THREAD);
            // A handler may leave its thread interrupted.
            Thread.interrupted();
        }
    }

    private void setTrace(@Nullable String header) {
        if (concurrent) {
            SdkInternalThreadLocal.put(TRACE_OF_THREAD, header);
        } else if (header == null) {
            System.clearProperty(TRACE_PROPERTY);
        } else {
            System.setProperty(TRACE_PROPERTY, header);
        }
    }
}

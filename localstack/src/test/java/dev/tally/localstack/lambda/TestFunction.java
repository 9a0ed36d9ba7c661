package dev.tally.localstack.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The function of these tests, which needs only the JDK and classes on the class path of every function.
 *
 * <p>Its event is a JSON string {@code "<command> <argument>"}. Its variable {@code INIT} selects its initialization.
 */
public final class TestFunction implements RequestStreamHandler {

    private static final CyclicBarrier FOUR = new CyclicBarrier(4);

    public TestFunction() throws IOException {
        String init = String.valueOf(System.getenv("INIT"));
        switch (init) {
            case "throw" -> throw new IllegalStateException("no settings");
            case "exit" -> Runtime.getRuntime().halt(7);
            case "hang" -> sleep(60_000);
            case "hangButOnce" -> {
                if (!new File(System.getenv("ONCE")).createNewFile()) {
                    sleep(60_000);
                }
            }
            default -> System.out.println("initialized");
        }
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        String text = new String(event.readAllBytes(), StandardCharsets.UTF_8).replace("\"", "");
        int space = text.indexOf(' ');
        String command = space < 0 ? text : text.substring(0, space);
        String argument = text.substring(space + 1);
        answer.write(answer(command, argument, context).getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(String command, String argument, Context context) throws IOException {
        return switch (command) {
            case "echo" -> quoted(argument);
            case "pid" -> Long.toString(ProcessHandle.current().pid());
            case "sleep" -> {
                sleep(Long.parseLong(argument));
                yield quoted("slept");
            }
            case "halt" -> {
                Runtime.getRuntime().halt(Integer.parseInt(argument));
                yield "";
            }
            case "throw" -> throw new IllegalArgumentException(argument);
            case "print" -> {
                System.out.println(argument);
                context.getLogger().log("unterminated");
                yield quoted("printed");
            }
            case "environment" -> quoted(String.valueOf(System.getenv(argument)));
            case "trace" ->
                quoted(String.join(
                        " ",
                        context.getXrayTraceId(),
                        System.getProperty("com.amazonaws.xray.traceHeader"),
                        SdkInternalThreadLocal.get("AWS_LAMBDA_X_TRACE_ID")));
            case "arn" -> quoted(context.getInvokedFunctionArn());
            case "remaining" -> Integer.toString(context.getRemainingTimeInMillis());
            case "large" -> quoted("x".repeat(Integer.parseInt(argument)));
            case "hold" -> {
                Files.createFile(
                        Path.of(argument, Long.toString(ProcessHandle.current().pid())));
                for (int waited = 0; waited < 60_000 && !Files.exists(Path.of(argument, "release")); waited += 10) {
                    sleep(10);
                }
                yield quoted("held");
            }
            case "meet" -> {
                meet();
                yield Long.toString(ProcessHandle.current().pid());
            }
            default -> throw new IOException("no such command: " + command);
        };
    }

    /** Waits until four invocations run at the same time. */
    private static void meet() throws IOException {
        try {
            FOUR.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IOException("four invocations did not run at the same time", alone);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}

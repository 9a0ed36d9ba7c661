package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The start of every function with SnapStart, from its zip and with the handler of {@code infra/stack.yaml}. It runs on
 * both clients of the Runtime API.
 */
class SnapStartIT {

    static Stream<Arguments> functions() throws IOException {
        List<FunctionRuntime> runtimes = Stream.of(FunctionRuntime.values())
                .filter(runtime -> runtime != FunctionRuntime.AWS || NativeLibrary.isForThisMachine())
                .toList();
        return SpecifiedFunctions.withAnEventAndItsAnswer().flatMap(function -> runtimes.stream()
                .map(runtime -> Arguments.of(Stream.concat(Stream.of(runtime), Stream.of(function.get()))
                        .toArray())));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void snapshot_everyFunction_isPrimedWithoutACallAndAnswersWhenRestored(
            FunctionRuntime runtime, String name, String event, String expected) throws Exception {
        try (SilentAws aws = new SilentAws();
                SnapStartProcess process = start(runtime, name, aws)) {
            process.awaitSnapshot();
            assertThat(process.log())
                    .contains("snapshot.primed")
                    .doesNotContain("snapshot.not-primed", "snapshot.restored");
            assertThat(process.restoreAndInvoke(event)).contains(expected);
            assertThat(process.log()).contains("snapshot.restored");
            assertThat(aws.calls()).isZero();
            process.shutDown();
            assertThat(process.log()).as("the ends of threads").doesNotContain("IllegalAccessError");
        }
    }

    private static SnapStartProcess start(FunctionRuntime runtime, String name, SilentAws aws) throws IOException {
        StackSpec.Function function = SpecifiedFunctions.named(name);
        Map<String, String> environment = SpecifiedFunctions.environment(function, aws.url());
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_LAMBDA_FUNCTION_NAME", name);
        environment.put("AWS_ENDPOINT_URL", aws.url());
        return new SnapStartProcess(
                runtime, name, function, SpecifiedFunctions.ROOT.resolve(function.artifact()), environment);
    }

    /** The endpoint of all calls to AWS, which counts the calls and answers none. */
    private static final class SilentAws implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger calls = new AtomicInteger();

        SilentAws() throws IOException {
            Thread listener = new Thread(this::listen, "silent-aws");
            listener.setDaemon(true);
            listener.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        int calls() {
            return calls.get();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }

        private void listen() {
            while (!server.isClosed()) {
                try {
                    Socket caller = server.accept();
                    calls.incrementAndGet();
                    caller.close();
                } catch (IOException closed) {
                    return;
                }
            }
        }
    }
}

package dev.tally.localstack.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The connection of one thread to Lambda's Runtime API.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>
 */
final class RuntimeConnection {

    // HTTP by hand: an answer of the local stack always has a Content-Length, and a thread keeps its connection.
    // HttpURLConnection handled 600 invocations a second on one thread, this class 4,000. HttpClient starts threads.

    private static final String ROOT = "/2018-06-01/runtime/";
    private static final int ACCEPTED = 202;
    private static final int OK = 200;

    private record Answer(int status, Map<String, String> headers, InputStream body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket;
    private final InputStream in;

    /** @param address host and port */
    RuntimeConnection(String address) throws IOException {
        URI uri = URI.create("http://" + address);
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Waits for the next invocation. */
    Invocation next() throws IOException {
        Answer answer = call("GET", "invocation/next", "", new byte[0], OK);
        InvocationContext context = new InvocationContext(
                answer.header("Lambda-Runtime-Aws-Request-Id"),
                answer.header("Lambda-Runtime-Invoked-Function-Arn"),
                Instant.ofEpochMilli(Long.parseLong(answer.header("Lambda-Runtime-Deadline-Ms"))),
                answer.headers().get("Lambda-Runtime-Trace-Id"));
        return new Invocation(context, answer.body());
    }

    void respond(String requestId, byte[] response) throws IOException {
        call("POST", "invocation/" + requestId + "/response", "", response, ACCEPTED);
    }

    /** Reports the failure of an invocation. */
    void fail(String requestId, byte[] error) throws IOException {
        fail("invocation/" + requestId + "/error", "Runtime.UserException", error);
    }

    /**
     * Reports a failure.
     *
     * @param path for this kind of failure
     * @param category such as {@code Runtime.UserException}
     * @param error the {@linkplain ErrorDocument document} of the exception
     */
    void fail(String path, String category, byte[] error) throws IOException {
        call("POST", path, "Lambda-Runtime-Function-Error-Type: " + category + "\r\n", error, ACCEPTED);
    }

    /** Waits until the process may continue after a snapshot. */
    void restoreNext() throws IOException {
        call("GET", "restore/next", "", new byte[0], OK);
    }

    private Answer call(String method, String path, String headers, byte[] body, int expected) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((method + " " + ROOT + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        request.writeTo(socket.getOutputStream());
        Answer answer = read();
        if (answer.status() != expected) {
            throw new IOException(path + " was answered with " + answer.status() + ": "
                    + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    private Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new Answer(status, headers, new ByteArrayInputStream(in.readNBytes(length)));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = in.read(); character != '\n'; character = in.read()) {
            if (character < 0) {
                throw new EOFException();
            }
            line.append((char) character);
        }
        return line.toString().stripTrailing();
    }
}

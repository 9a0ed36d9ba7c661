package dev.tally.localstack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The settings of the local stack, as environment variables: {@code TALLY_LAMBDA_PORT} for {@code lambda.port}. */
@ConfigMapping(prefix = "tally")
public interface LocalStackSettings {

    /** The HTTP API. */
    Http http();

    /** Web pages of other origins. */
    Cors cors();

    /** Tokens. */
    Jwt jwt();

    /** The scope of a token for administration. If not set, administration is possible from the command line only. */
    Optional<String> adminScope();

    /** The secret with which a proxy in front of the stack names the addresses of clients, as CloudFront does. */
    Optional<String> originSecret();

    /** The Lambda API and its functions. */
    Lambda lambda();

    /** The {@code @connections} API, by which functions send to WebSockets. */
    Connections connections();

    /** The log. */
    Log log();

    /** The file by which tools find the stack. */
    StackFile stack();

    /** WebSockets. */
    WebSocket websocket();

    /** Whether the functions run from their native packages: {@code yes} or {@code no}, the default; {@code NATIVE}. */
    @WithName("native")
    @WithDefault("${native:}")
    Optional<String> nativePackages();

    /** The embedded queues. */
    Sqs sqs();

    /** The embedded tables. */
    DynamoDb dynamodb();

    /** An AWS endpoint in place of the embedded cloud; {@code AWS_ENDPOINT_URL}. */
    @WithDefault("${aws.endpoint.url:}")
    Optional<URI> endpoint();

    /**
     * The folder that keeps tables and queues across restarts. Without it they are in memory; {@code TALLY_DATA}, which
     * {@code make run} sets to {@code DATA}.
     */
    Optional<Path> data();

    /**
     * A file with the output of {@code terraform output -json}. The stack then invokes the functions that are deployed
     * at {@link #endpoint}. Without the file, the functions run in this stack.
     */
    Optional<Path> deployment();

    /**
     * A further receiver of spans, such as Jaeger's {@code http://localhost:4318}; {@code OTEL_EXPORTER_OTLP_ENDPOINT}.
     */
    @WithDefault("${otel.exporter.otlp.endpoint:}")
    Optional<URI> otlpEndpoint();

    /** The quotas that the embedded cloud, the gateway and Lambda enforce: {@code aws}; {@code TALLY_QUOTAS}. */
    Optional<String> quotas();

    /** The factor of every quota, such as 0.02 for a small machine; {@code TALLY_QUOTAS_SCALE}. */
    @WithDefault("1")
    double quotasScale();

    /** The region of all resources; {@code AWS_REGION}. */
    @WithDefault("${aws.region:eu-central-1}")
    String region();

    /** Settings of the log. */
    interface Log {

        /** The format of the functions: {@code text} for people, {@code json} as on AWS; {@code TALLY_LOG_FORMAT}. */
        @WithDefault("text")
        String format();

        /** The log of the stack and its functions, below the project's directory; {@code TALLY_LOG_FILE}. */
        @WithDefault("localstack/target/stack.log")
        Path file();
    }

    /** Settings of the file by which tools find the stack. */
    interface StackFile {

        /** The file, below the project's directory; {@code TALLY_STACK_FILE}. */
        @WithDefault("localstack/target/stack.properties")
        Path file();
    }

    /** Settings of the HTTP API. */
    interface Http {

        /** The port, 0 for any free one. */
        @WithDefault("8080")
        int port();
    }

    /** The rules for web pages of other origins; {@code TALLY_CORS_ALLOW_ORIGINS}. */
    interface Cors {

        /** The origins of pages that may call the HTTP API, separated by commas; {@code *} for all. */
        @WithDefault("*")
        Set<String> allowOrigins();
    }

    /** Settings of tokens; {@code TALLY_JWT_ISSUER}. On AWS, Terraform's variable {@code jwt}. */
    interface Jwt {

        /** The token issuer's URL. If set, writes require a token. */
        Optional<String> issuer();

        /** The accepted audiences of tokens, separated by commas. */
        Optional<Set<String>> audience();

        /** The scopes, separated by commas; a token must grant at least one of them if set. */
        Optional<Set<String>> scopes();

        /** Whether WebSocket clients also need a token. */
        @WithDefault("false")
        boolean connects();
    }

    /** Settings of the Lambda API. */
    interface Lambda {

        /** The port, 0 for any free one. */
        @WithDefault("9001")
        int port();

        /** The maximum number of processes of one function. The default is 1, or 4 of native packages. */
        OptionalInt environments();

        /**
         * The number of concurrent invocations of one process; 1 is AWS's default, more is faster on few cores. A
         * process of a native package always runs one.
         */
        @WithDefault("32")
        int concurrency();
    }

    /** Settings of the {@code @connections} API. */
    interface Connections {

        /** The address to listen on; functions in an emulator's containers must be able to reach it. */
        @WithDefault("127.0.0.1")
        String host();

        /** The port, 0 for any free one. */
        @WithDefault("9002")
        int port();
    }

    /** Settings of WebSockets; {@code TALLY_WEBSOCKET_IDLE_TIMEOUT}. The defaults are the quotas of AWS. */
    interface WebSocket {

        /** The time without a message in either direction after which a connection is closed. */
        @WithDefault("10m")
        Duration idleTimeout();

        /** The longest duration of a connection. */
        @WithDefault("2h")
        Duration maximumDuration();
    }

    /** Settings of the embedded queues. */
    interface Sqs {

        /** The port, 0 for any free one. */
        @WithDefault("9324")
        int port();
    }

    /** Settings of the embedded tables. */
    interface DynamoDb {

        /** The port, 0 for any free one. */
        @WithDefault("8000")
        int port();
    }
}

package dev.tally.localstack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The settings of the local stack; each is an environment variable, {@code TALLY_LAMBDA_PORT} for {@code lambda.port}. */
@ConfigMapping(prefix = "tally")
public interface LocalStackSettings {

    /** The HTTP API. */
    Http http();

    /** Web pages of other origins. */
    Cors cors();

    /** Tokens. */
    Jwt jwt();

    /** The Lambda API and its functions. */
    Lambda lambda();

    /** The API by which functions talk to WebSockets. */
    Connections connections();

    /** The functions' logs. */
    Log log();

    /** WebSockets. */
    WebSocket websocket();

    /** The embedded queues. */
    Sqs sqs();

    /** The embedded tables. */
    DynamoDb dynamodb();

    /** An AWS endpoint to use in the place of the embedded cloud; {@code AWS_ENDPOINT_URL}. */
    @WithDefault("${aws.endpoint.url:}")
    Optional<URI> endpoint();

    /**
     * What {@code terraform output -json} says of the functions that run at {@link #endpoint}, which are then invoked
     * there; without it they run in this stack.
     */
    Optional<Path> deployment();

    /** Where spans go as well, such as Jaeger's {@code http://localhost:4318}; {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    @WithDefault("${otel.exporter.otlp.endpoint:}")
    Optional<URI> otlpEndpoint();

    /** The region that everything is in; {@code AWS_REGION}. */
    @WithDefault("${aws.region:eu-central-1}")
    String region();

    /** What the log of a function looks like. */
    interface Log {

        /** {@code text} for people, {@code json} as on AWS; {@code TALLY_LOG_FORMAT}. */
        @WithDefault("text")
        String format();
    }

    /** Settings of the HTTP API. */
    interface Http {

        /** The port, 0 for any free one. */
        @WithDefault("8080")
        int port();
    }

    /** What web pages of other origins may do; {@code TALLY_CORS_ALLOW_ORIGINS}. */
    interface Cors {

        /** The origins whose pages may call the HTTP API, with commas between; {@code *} for all. */
        @WithDefault("*")
        Set<String> allowOrigins();
    }

    /** Settings of tokens; {@code TALLY_JWT_ISSUER}. On AWS, Terraform's variable {@code jwt}. */
    interface Jwt {

        /** The URL of who issues the tokens that writes ask for; if not set, everybody may write. */
        Optional<String> issuer();

        /** For whom tokens are, with commas between. */
        Optional<Set<String>> audience();

        /** Of which a token must grant one, with commas between; none needs to be if not set. */
        Optional<Set<String>> scopes();

        /** Whether connecting asks for a token, too. */
        @WithDefault("false")
        boolean connects();
    }

    /** Settings of the Lambda API. */
    interface Lambda {

        /** The port, 0 for any free one. */
        @WithDefault("9001")
        int port();

        /** How many processes may run one function at once. */
        @WithDefault("1")
        int environments();

        /** How many invocations one process runs at once; 1 is what AWS does, more is quicker on few cores. */
        @WithDefault("16")
        int concurrency();
    }

    /** Settings of the API by which functions talk to WebSockets. */
    interface Connections {

        /** The address to listen on: one that the functions can reach, where they run in an emulator's containers. */
        @WithDefault("127.0.0.1")
        String host();

        /** The port, 0 for any free one. */
        @WithDefault("9002")
        int port();
    }

    /** Settings of WebSockets; {@code TALLY_WEBSOCKET_IDLE_TIMEOUT}. The defaults are the quotas of AWS. */
    interface WebSocket {

        /** After how long without a message, in either direction, a connection is closed. */
        @WithDefault("10m")
        Duration idleTimeout();

        /** How long a connection may last. */
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

package dev.tally.localstack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** The settings of the local stack; each is an environment variable, {@code TALLY_LAMBDA_PORT} for {@code lambda.port}. */
@ConfigMapping(prefix = "tally")
public interface LocalStackSettings {

    /** The HTTP API. */
    Http http();

    /** The Lambda API and its functions. */
    Lambda lambda();

    /** The embedded queues. */
    Sqs sqs();

    /** The embedded tables. */
    DynamoDb dynamodb();

    /** An AWS endpoint to use in the place of the embedded cloud; {@code AWS_ENDPOINT_URL}. */
    @WithDefault("${aws.endpoint.url:}")
    Optional<URI> endpoint();

    /** The region that everything is in; {@code AWS_REGION}. */
    @WithDefault("${aws.region:eu-central-1}")
    String region();

    /** Settings of the HTTP API. */
    interface Http {

        /** The port, 0 for any free one. */
        @WithDefault("8080")
        int port();
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

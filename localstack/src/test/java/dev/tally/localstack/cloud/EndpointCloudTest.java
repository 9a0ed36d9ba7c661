package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;

class EndpointCloudTest {

    private static final String KEY = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";

    @BeforeEach
    void setCredentials() {
        System.setProperty(KEY, "key");
        System.setProperty(SECRET, "secret");
    }

    @AfterEach
    void clearCredentials() {
        System.clearProperty(KEY);
        System.clearProperty(SECRET);
    }

    @Test
    void open_emulator_usesOneAddress() {
        URI endpoint = URI.create("http://localhost:4566");

        try (EndpointCloud cloud = EndpointCloud.open(endpoint, "eu-central-1")) {
            assertThat(cloud.sqsEndpoint()).isEqualTo(endpoint);
            assertThat(cloud.dynamoDbEndpoint()).isEqualTo(endpoint);
            assertThat(cloud.credentials().accessKeyId()).isEqualTo("key");
            assertThat(cloud.environment()).containsEntry("TALLY_SOON_REDELIVERY", "false");
        }
    }

    @Test
    void open_aws_hasAnAddressForEachServiceOfTheRegion() {
        try (EndpointCloud cloud = EndpointCloud.open(URI.create("https://amazonaws.com"), "eu-west-1")) {
            assertThat(cloud.sqsEndpoint()).isEqualTo(URI.create("https://sqs.eu-west-1.amazonaws.com"));
            assertThat(cloud.dynamoDbEndpoint()).isEqualTo(URI.create("https://dynamodb.eu-west-1.amazonaws.com"));
            assertThat(cloud.environment()).doesNotContainKey("TALLY_SOON_REDELIVERY");
        }
    }

    @Test
    void open_notAnAbsoluteUrl_messageContainsAnExample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointCloud.open(URI.create("localhost"), "eu-central-1"))
                .withMessageContaining("http://localhost:4566");
    }

    @Test
    void open_otherCloudsEndpoint_reachesItsQueues() {
        try (EmbeddedCloud there = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
                EndpointCloud here = EndpointCloud.open(there.sqsEndpoint(), "eu-central-1")) {
            there.sqs().createQueue(create -> create.queueName("mine"));

            assertThat(here.sqs().listQueues().queueUrls()).hasSize(1);
        }
    }

    @Test
    void close_longPoll_abortsIt() {
        try (EmbeddedCloud there = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
                EndpointCloud here = EndpointCloud.open(there.sqsEndpoint(), "eu-central-1")) {
            String queue =
                    there.sqs().createQueue(create -> create.queueName("mine")).queueUrl();
            SqsClient open = here.openSqs();
            open.listQueues();
            CompletableFuture<?> poll = CompletableFuture.supplyAsync(
                    () -> open.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(20)));

            open.close();

            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(poll::join)
                    .withCauseInstanceOf(SdkClientException.class)
                    .withRootCauseInstanceOf(IOException.class);
        }
    }
}

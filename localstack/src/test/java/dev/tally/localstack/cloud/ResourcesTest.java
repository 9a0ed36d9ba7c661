package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class ResourcesTest {

    private static final EmbeddedCloud CLOUD = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
    private static final StackSpec SPEC = StackSpec.load(Path.of(".."));

    private final String suffix = UUID.randomUUID().toString();
    private final Resources resources = Resources.create(CLOUD, SPEC, suffix);

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void create_queue_isNamedAfterTheSuffix() {
        assertThat(resources.queueUrl("clicks")).endsWith("/tally-clicks-" + suffix + ".fifo");
        assertThat(resources.queueArn("clicks"))
                .isEqualTo("arn:aws:sqs:eu-central-1:000000000000:tally-clicks-" + suffix + ".fifo");
    }

    @Test
    void create_queueWithDeadLetters_sendsThemToTheOtherQueue() {
        Map<QueueAttributeName, String> attributes = CLOUD.sqs()
                .getQueueAttributes(
                        get -> get.queueUrl(resources.queueUrl("clicks")).attributeNames(QueueAttributeName.ALL))
                .attributes();

        assertThat(attributes)
                .containsEntry(QueueAttributeName.FIFO_QUEUE, "true")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
        assertThat(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                .contains(resources.queueArn("dead-letters"))
                .contains("\"maxReceiveCount\":100");
    }

    @Test
    void create_again_createsOtherQueuesAndKeepsTheTables() {
        Resources again = Resources.create(CLOUD, SPEC, UUID.randomUUID().toString());

        assertThat(again.queueUrl("clicks")).isNotEqualTo(resources.queueUrl("clicks"));
        assertThat(again.tableName("counters"))
                .isEqualTo(resources.tableName("counters"))
                .isEqualTo("tally-counters");
    }

    @Test
    void create_table_hasStreamAndTimeToLive() {
        TableDescription table = CLOUD.dynamoDb()
                .describeTable(describe -> describe.tableName("tally-counters"))
                .table();

        assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
        assertThat(CLOUD.dynamoDb()
                        .describeTimeToLive(describe -> describe.tableName("tally-counters"))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("expiresAt");
    }

    @Test
    void environmentOf_function_namesTheResourcesThatItUses() {
        var function = new StackSpec.Function(
                "zip",
                "handler",
                128,
                1,
                Map.of("A", "1"),
                Map.of("QUEUE", "clicks"),
                Map.of("TABLE", "counters"),
                null,
                null,
                null,
                List.of());

        assertThat(resources.environmentOf(function))
                .isEqualTo(Map.of("A", "1", "QUEUE", resources.queueUrl("clicks"), "TABLE", "tally-counters"));
    }

    @Test
    void queueUrl_unknownName_listsTheKnownNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resources.queueUrl("cliks"))
                .withMessageContainingAll("'cliks'", "clicks", "dead-letters");
    }

    @Test
    void create_deadLettersToAnUnknownQueue_namesBoth() {
        var queue = new StackSpec.Queue(
                true, "messageGroup", "perMessageGroupId", 30, 60, new StackSpec.RedrivePolicy("nowhere", 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueCreation.create(CLOUD.sqs(), Map.of("clicks", queue), suffix))
                .withMessageContainingAll("'clicks'", "'nowhere'");
    }
}

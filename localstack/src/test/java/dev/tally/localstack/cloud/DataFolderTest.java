package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class DataFolderTest {

    private static final String REGION = "eu-central-1";
    private static final Map<String, StackSpec.Table> TABLES = Map.of(
            "counters", new StackSpec.Table("pk", "sk", "NEW_AND_OLD_IMAGES", "expiresAt", true),
            "connections", new StackSpec.Table("pk", "sk", null, "expiresAt", false));

    @TempDir
    private Path path;

    @Test
    void restart_messages_areVisibleWithTheirNumbersAndOrder() {
        String url;
        List<BigInteger> numbers;
        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            FifoQueue queue = FifoQueue.create(cloud.sqs());
            url = queue.url();
            queue.send("g", "deleted");
            queue.delete(queue.receive());
            queue.send("g", "1", "2");
            queue.send("h", "3");
            numbers = queue.receive().stream().map(DataFolderTest::number).toList();
        }

        try (DataFolder folder = DataFolder.open(path, "b");
                EmbeddedCloud cloud = start(folder)) {
            FifoQueue queue = new FifoQueue(cloud.sqs(), url, "");
            queue.send("h", "4");
            List<Message> received = queue.receive();

            assertThat(folder.queueSuffix()).isEqualTo("a");
            assertThat(FifoQueue.bodies(received)).containsExactly("1", "2", "3", "4");
            assertThat(received.subList(0, 3))
                    .extracting(DataFolderTest::number)
                    .containsExactlyElementsOf(numbers);
            assertThat(number(received.get(3))).isGreaterThan(numbers.get(2));
        }
    }

    @Test
    void restart_emptyQueue_continuesTheNumbersAndDiscardsRepeats() {
        String url;
        BigInteger last;
        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            FifoQueue queue = FifoQueue.create(cloud.sqs());
            url = queue.url();
            queue.sendOnce("g", "1", "id");
            List<Message> received = queue.receive();
            last = number(received.get(0));
            queue.delete(received);
        }
        restart();

        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            FifoQueue queue = new FifoQueue(cloud.sqs(), url, "");
            queue.sendOnce("g", "1", "id");
            queue.sendOnce("g", "2", "other");

            List<Message> received = queue.receive();
            assertThat(FifoQueue.bodies(received)).containsExactly("2");
            assertThat(number(received.get(0))).isGreaterThan(last);
        }
    }

    @Test
    void restart_items_areKeptWithoutTheConnections() {
        Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("a"), "sk", AttributeValue.fromS("b"));
        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            TableCreation.create(cloud.dynamoDb(), TABLES);
            cloud.dynamoDb().putItem(put -> put.tableName("tally-counters").item(item));
            cloud.dynamoDb().putItem(put -> put.tableName("tally-connections").item(item));
        }

        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            TableCreation.create(cloud.dynamoDb(), TABLES);

            assertThat(cloud.dynamoDb()
                            .getItem(get -> get.tableName("tally-counters").key(item))
                            .item())
                    .isEqualTo(item);
            assertThat(cloud.dynamoDb()
                            .scan(scan -> scan.tableName("tally-connections"))
                            .items())
                    .isEmpty();
        }
    }

    @Test
    void restart_lineCutOff_isIgnored() throws IOException {
        String url;
        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            FifoQueue queue = FifoQueue.create(cloud.sqs());
            url = queue.url();
            queue.send("g", "1");
        }
        append("{\"change\":\"entered\",\"queue");

        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            assertThat(FifoQueue.bodies(new FifoQueue(cloud.sqs(), url, "").receive()))
                    .containsExactly("1");
        }
    }

    @Test
    void restart_damagedLine_isNamed() throws IOException {
        restart();
        append("nonsense\n");

        assertThatIllegalStateException()
                .isThrownBy(this::restart)
                .withMessageContainingAll("line 1", "queues.jsonl", "restore");
    }

    @Test
    void restart_epochTime_stays() {
        for (String time : List.of("20261129", "20261130", "20261201")) {
            try (DataFolder folder = DataFolder.open(path, time)) {
                assertThat(folder.epochTime()).as(time).isEqualTo("20261129");
            }
        }
    }

    @Test
    void open_movedFolder_keepsItsEpochTime() throws IOException {
        Path folder = path.resolve("folder");
        openAndClose(folder, "20261129");

        Path moved = Files.move(folder, path.resolve("moved"));

        assertThat(openAndClose(moved, "20261130")).isEqualTo("20261129");
    }

    @Test
    void open_copy_hasALaterEpochTimeOnce() throws IOException {
        Path folder = path.resolve("folder");
        openAndClose(folder, "20261129");

        Path copy = copy(folder, path.resolve("copy"));

        assertThat(openAndClose(copy, "20261130")).isEqualTo("20261130");
        assertThat(openAndClose(copy, "20261201")).isEqualTo("20261130");
        assertThat(openAndClose(folder, "20261202")).as("the original").isEqualTo("20261129");
    }

    @Test
    void open_copyPutBackInPlaceOfTheFolder_hasALaterEpochTime() throws IOException {
        Path folder = path.resolve("folder");
        openAndClose(folder, "20261129");
        Path copy = copy(folder, path.resolve("copy"));
        openAndClose(folder, "20261130");

        copy(copy, folder);

        assertThat(openAndClose(folder, "20261201")).isEqualTo("20261201");
    }

    /** A tool such as rsync copies only the files with another size or time. */
    @Test
    void open_changedFilesPutBack_hasALaterEpochTime() throws IOException {
        Path folder = path.resolve("folder");
        openAndClose(folder, "20261129");
        Path copy = copy(folder, path.resolve("copy"));
        openAndClose(folder, "20261130");

        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(file.getFileName());
                if (Files.mismatch(file, target) >= 0
                        || !Files.getLastModifiedTime(file).equals(Files.getLastModifiedTime(target))) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }

        assertThat(openAndClose(folder, "20261201")).isEqualTo("20261201");
    }

    @Test
    void open_withoutItsIdentity_hasALaterEpochTime() throws IOException {
        openAndClose(path, "20261129");

        Files.delete(path.resolve("identity"));

        assertThat(openAndClose(path, "20261130")).isEqualTo("20261130");
    }

    @Test
    void restart_copy_findsItsMessages() throws IOException {
        Path folder = path.resolve("folder");
        String url;
        try (DataFolder data = DataFolder.open(folder, "20261129");
                EmbeddedCloud cloud = start(data)) {
            FifoQueue queue = FifoQueue.create(cloud.sqs());
            url = queue.url();
            queue.send("g", "1");
        }

        Path copy = copy(folder, path.resolve("copy"));

        try (DataFolder data = DataFolder.open(copy, "20261130");
                EmbeddedCloud cloud = start(data)) {
            assertThat(data.queueSuffix()).isEqualTo("20261129");
            assertThat(FifoQueue.bodies(new FifoQueue(cloud.sqs(), url, "").receive()))
                    .containsExactly("1");
        }
    }

    @Test
    void open_inUse_isRejectedWithTheCure() {
        try (DataFolder folder = DataFolder.open(path, "a")) {
            assertThat(folder.queueSuffix()).isEqualTo("a");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DataFolder.open(path, "b"))
                    .withMessageContainingAll("another stack", path.toString(), "DATA");
        }
    }

    /** Earlier formats had other keys of items. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "4"})
    void open_otherFormat_isRejectedWithTheCure(String format) throws IOException {
        Files.writeString(path.resolve("tally.properties"), "format=" + format + "\nqueueSuffix=a\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataFolder.open(path, "b"))
                .withMessageContainingAll("format " + format, "format " + DataFolder.FORMAT, "another folder");
        assertThat(path.resolve("tables")).doesNotExist();
    }

    @Test
    void open_foreignFolder_isRejected() throws IOException {
        Files.writeString(path.resolve("notes.txt"), "mine");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataFolder.open(path, "b"))
                .withMessageContaining("neither empty nor a folder of Tally");
    }

    @Test
    void open_file_isRejected() throws IOException {
        Path file = Files.writeString(path.resolve("file"), "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataFolder.open(file, "b"))
                .withMessageContaining("DATA");
    }

    private void restart() {
        try (DataFolder folder = DataFolder.open(path, "a");
                EmbeddedCloud cloud = start(folder)) {
            assertThat(cloud.region()).isEqualTo(REGION);
        }
    }

    private void append(String text) throws IOException {
        Files.writeString(path.resolve("queues.jsonl"), text, StandardOpenOption.APPEND);
    }

    private static String openAndClose(Path path, String time) {
        try (DataFolder folder = DataFolder.open(path, time)) {
            return folder.epochTime();
        }
    }

    /** Copies all files with their times, also over existing ones. */
    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (!Files.isDirectory(target)) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return to;
    }

    private static EmbeddedCloud start(DataFolder folder) {
        return EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION, folder, null);
    }

    private static BigInteger number(Message message) {
        return new BigInteger(message.attributes().getOrDefault(MessageSystemAttributeName.SEQUENCE_NUMBER, "0"));
    }
}

package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.queued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.CounterId;
import dev.tally.counter.HotListReader;
import dev.tally.counter.Schedule;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison of docs/api.md with the function. */
@QuarkusTest
class ApiDocTest {

    private static final Path FILE = Path.of("../../docs/api.md");

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @Inject
    FakeTallies tallies;

    @Inject
    RequestLimits limits;

    @Inject
    FakeHotList hotList;

    @Inject
    HotListReader reader;

    @Inject
    RejectLagging rejectLagging;

    @BeforeEach
    @AfterEach
    void reset() {
        queue.reset();
        table.reset();
        tallies.reset();
        limits.forget();
        hotList.reset();
        reader.forget();
        rejectLagging.forget();
    }

    @Test
    void calls_page_matchTheApiDocument() throws IOException {
        List<String> calls = lines("### `").map(ApiDocTest::code).toList();
        assertThat(calls)
                .containsExactlyInAnyOrderElementsOf(
                        ApiDocument.read().operations().keySet());
    }

    @Test
    void problems_page_matchTheFunction() throws IOException {
        List<String> problems = rows("## Problems")
                .map(row -> row.replaceFirst("\\| `([a-z-]+)` \\| (\\d+) \\|.*", "urn:tally:problem:$1 $2"))
                .toList();
        assertThat(problems)
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(type -> type.uri() + " " + type.status())
                        .toList());
    }

    @Test
    void badInputs_page_coverEveryProblem() throws IOException {
        assertThat(badInputs().map(row -> "urn:tally:problem:" + row.type()))
                .containsAll(Arrays.stream(ProblemType.values())
                        .map(ProblemType::uri)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("badInputs")
    void badInput_sent_getsTheDocumentedAnswer(BadInput row) {
        causeFault(row.mistake());
        String[] headers =
                row.header() == null ? new String[0] : new String[] {row.header(), String.valueOf(row.value())};
        Answer answer = row.mistake().startsWith("administrator")
                ? api.administer(row.method(), row.path(), row.body(), headers)
                : api.call(row.method(), row.path(), row.body(), headers);
        assertThat(answer.status()).isEqualTo(row.status());
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:tally:problem:" + row.type());
        assertThat(answer.json().path("detail").asText()).matches(row.detail());
        assertThat(queue.messages()).isEmpty();
    }

    static Stream<BadInput> badInputs() throws IOException {
        return rows("## Bad inputs").map(BadInput::parse);
    }

    private void causeFault(String mistake) {
        if (mistake.startsWith("queue down")) {
            queue.goDown();
        } else if (mistake.startsWith("table down")) {
            table.goDown();
        } else if (mistake.equals("counter lags")) {
            CounterId counter = new CounterId("global");
            hotList.replace(counter, Schedule.NONE, new Schedule(1, List.of(new Schedule.Entry(NOW, 4))));
            hotList.lagging().put(counter, FakeHotList.REJECTING, NOW);
        } else if (mistake.startsWith("pressed too often")) {
            api.exhaust(limits.writes());
        } else if (mistake.equals("too many new voters")) {
            api.exhaust(limits.voters().limit());
        } else if (mistake.startsWith("read too often")) {
            api.exhaust(limits.reads());
        } else if (mistake.equals("administrator: reset superseded")) {
            tallies.count(SHARD, queued(1, 1), NOW);
            api.administer("POST", "/v1/counters/likes/reset", null);
            queue.reset();
        } else if (mistake.startsWith("bug")) {
            queue.failWith(new IllegalStateException("a bug"));
        }
    }

    /** Returns the rows of the table under a heading, without the table's head. */
    private static Stream<String> rows(String heading) throws IOException {
        return Files.readAllLines(FILE).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(1);
    }

    private static Stream<String> lines(String start) throws IOException {
        return Files.readAllLines(FILE).stream().filter(line -> line.startsWith(start));
    }

    private static String code(String heading) {
        return heading.substring(heading.indexOf('`') + 1, heading.lastIndexOf('`'));
    }
}

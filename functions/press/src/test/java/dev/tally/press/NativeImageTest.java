package dev.tally.press;

import static dev.tally.counter.Fixtures.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.press.http.Problem;
import dev.tally.press.http.RequestLimit;
import dev.tally.runtime.CaffeineClasses;
import dev.tally.runtime.NativeSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeImageTest {

    private static final Path CLASSES = Path.of("target", "classes");

    private final NativeSources sources;

    NativeImageTest() throws Exception {
        sources = NativeSources.of(Path.of(""));
    }

    @Test
    void answers_thatJacksonWrites_areRegistered() throws Exception {
        List<String> answers = new ArrayList<>();
        for (Class<?> type : ownClasses()) {
            if (Arrays.stream(type.getDeclaredFields())
                    .anyMatch(field -> field.isAnnotationPresent(JsonProperty.class))) {
                answers.add(type.getName());
            }
        }
        assertThat(answers).contains(Problem.class.getName()).hasSizeGreaterThan(10);
        assertThat(sources.reflective()).containsAll(answers);
    }

    @Test
    void event_thatJacksonReads_isRegisteredWithAllItsParts() {
        assertThat(sources.reflective())
                .containsAll(NativeSources.partsOf(APIGatewayV2HTTPEvent.class))
                .contains(APIGatewayV2HTTPResponse.class.getName());
    }

    @Test
    void cachesOfReads_useRegisteredClasses() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            FakeTicker ticker = new FakeTicker();
            FakeTable table = new FakeTable(ticker);
            TestSettings settings = new TestSettings(Duration.ofMillis(250));
            ReadTotals totals = new ReadTotals(table, executor, settings, ticker);
            totals.read(COUNTER);
            ReadHistory history = new ReadHistory(table, executor, settings, ticker);
            history.read(COUNTER, 0, 1);
            for (Object reads : List.of(totals, history)) {
                assertThat(sources.reflective()).containsAll(CaffeineClasses.behind(reads, "reads", "cache", "cache"));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void cacheOfLimits_usesRegisteredClasses() throws Exception {
        RequestLimit limit = new RequestLimit(RequestLimit.Kind.WRITES, 1, 1, 1, new FakeTicker());
        limit.take(new APIGatewayV2HTTPEvent());
        assertThat(sources.reflective()).containsAll(CaffeineClasses.behind(limit, "clients", "buckets", "cache"));
    }

    @Test
    void classes_thatTheSdkFindsByFiles_areRegisteredWithThem() throws Exception {
        assertThat(sources.filesOfTheSdk()).isNotEmpty().allSatisfy((file, classes) -> {
            assertThat(sources.holds(file)).isTrue();
            assertThat(sources.reflective()).containsAll(classes);
        });
    }

    @Test
    void zip_isAnExecutableBootstrap() throws Exception {
        assertThat(sources.zip()).containsOnlyKeys("/bootstrap").allSatisfy((name, mode) -> assertThat(mode)
                .contains(PosixFilePermission.OTHERS_EXECUTE));
    }

    private static List<Class<?>> ownClasses() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = CLASSES.relativize(file).toString().replace('/', '.');
                classes.add(Class.forName(name.substring(0, name.length() - ".class".length())));
            }
        }
        return classes;
    }
}

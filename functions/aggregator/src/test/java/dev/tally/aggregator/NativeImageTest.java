package dev.tally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tally.runtime.NativeSources;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeImageTest {

    private final NativeSources sources;

    NativeImageTest() throws Exception {
        sources = NativeSources.of(Path.of(""));
    }

    @Test
    void eventAndAnswer_thatJacksonMaps_areRegisteredWithAllTheirParts() {
        assertThat(sources.reflective())
                .containsAll(NativeSources.partsOf(SQSEvent.class))
                .containsAll(NativeSources.partsOf(SQSBatchResponse.class));
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
}

package dev.tally.broadcaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.broadcaster.connections.ConnectionLimits;
import dev.tally.runtime.CaffeineClasses;
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
    void clientsWithoutAnExtension_haveTheirOwnInterceptorsRegistered() {
        assertThat(sources.reflective())
                .contains(
                        "software.amazon.awssdk.services.apigatewaymanagementapi.endpoints.internal"
                                + ".ApiGatewayManagementApiRequestSetEndpointInterceptor",
                        "software.amazon.awssdk.services.lambda.endpoints.internal.LambdaRequestSetEndpointInterceptor");
    }

    @Test
    void asyncHttpClient_isFoundByItsService() {
        assertThat(sources.holds("META-INF/services/software.amazon.awssdk.http.async.SdkAsyncHttpService"))
                .isTrue();
        assertThat(sources.reflective()).contains("software.amazon.awssdk.http.nio.netty.NettySdkAsyncHttpService");
    }

    @Test
    void classes_namedInFilesOfTheSdk_areRegisteredWithTheFiles() throws Exception {
        assertThat(sources.filesOfTheSdk()).isNotEmpty().allSatisfy((file, classes) -> {
            assertThat(sources.holds(file)).isTrue();
            assertThat(sources.reflective()).containsAll(classes);
        });
    }

    @Test
    void limits_useRegisteredCacheClasses() throws Exception {
        ConnectionLimits limits = new ConnectionLimits(TestSettings.DEFAULT, System::nanoTime);
        limits.mayConnect("192.0.2.1");
        assertThat(sources.reflective()).containsAll(CaffeineClasses.behind(limits, "connects", "buckets", "cache"));
    }

    @Test
    void zip_isAnExecutableBootstrap() throws Exception {
        assertThat(sources.zip()).containsOnlyKeys("/bootstrap").allSatisfy((name, mode) -> assertThat(mode)
                .contains(PosixFilePermission.OTHERS_EXECUTE));
    }
}

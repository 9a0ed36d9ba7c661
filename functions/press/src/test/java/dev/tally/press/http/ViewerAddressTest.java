package dev.tally.press.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerAddressTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String EDGE = "130.176.1.2";

    private final ViewerAddress viewerAddress = new ViewerAddress(Optional.of(SECRET));

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:46532, 192.0.2.1",
        "2001:db8:0:0:0:0:0:1:46532, 2001:db8:0:0:0:0:0:1",
        "2001:db8::1:46532, 2001:db8::1",
    })
    void resolve_rightSecret_isTheAddressWithoutThePort(String header, String address) {
        assertThat(resolved(viewerAddress, Map.of("tally-origin-secret", SECRET, "cloudfront-viewer-address", header)))
                .isEqualTo(address);
    }

    /** A client can send CloudFront's own header to a call where only the function's header is CloudFront's. */
    @Test
    void resolve_bothAddresses_isTheOneOfTheFunction() {
        assertThat(resolved(
                        viewerAddress,
                        Map.of(
                                "Tally-Origin-Secret", SECRET,
                                "Tally-Viewer-Address", "2001:db8::7",
                                "CloudFront-Viewer-Address", "192.0.2.99:1")))
                .isEqualTo("2001:db8::7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF",
                "wrong,0123456789abcdef0123456789abcdef",
            })
    void resolve_wrongSecret_isTheAddressOfApiGateway(String wrong) {
        assertThat(resolved(
                        viewerAddress,
                        Map.of(
                                "Tally-Origin-Secret", wrong,
                                "Tally-Viewer-Address", "192.0.2.1",
                                "CloudFront-Viewer-Address", "192.0.2.1:46532")))
                .isEqualTo(EDGE);
    }

    @Test
    void resolve_noSecretSent_isTheAddressOfApiGateway() {
        assertThat(resolved(viewerAddress, Map.of("CloudFront-Viewer-Address", "192.0.2.1:46532")))
                .isEqualTo(EDGE);
    }

    @Test
    void resolve_noSecretSet_trustsNoHeader() {
        for (String sent : new String[] {"", SECRET}) {
            assertThat(resolved(
                            new ViewerAddress(Optional.empty()),
                            Map.of("Tally-Origin-Secret", sent, "Tally-Viewer-Address", "192.0.2.1")))
                    .isEqualTo(EDGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "a client", "192.0.2.1\nx"})
    void resolve_noAddress_isTheAddressOfApiGateway(String header) {
        assertThat(resolved(viewerAddress, Map.of("Tally-Origin-Secret", SECRET, "Tally-Viewer-Address", header)))
                .isEqualTo(EDGE);
        assertThat(resolved(viewerAddress, Map.of("Tally-Origin-Secret", SECRET, "CloudFront-Viewer-Address", header)))
                .isEqualTo(EDGE);
    }

    @Test
    void new_shortSecret_namesTheSetting() {
        assertThatThrownBy(() -> new ViewerAddress(Optional.of("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TALLY_ORIGIN_SECRET");
    }

    private static String resolved(ViewerAddress viewerAddress, Map<String, String> sent) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(sent);
        headers.put("Accept", "*/*");
        RequestContext context = new RequestContext();
        RequestContext.Http http = new RequestContext.Http();
        http.setSourceIp(EDGE);
        context.setHttp(http);
        APIGatewayV2HTTPEvent request = new APIGatewayV2HTTPEvent();
        request.setHeaders(headers);
        request.setRequestContext(context);
        viewerAddress.resolve(request);
        assertThat(headers).containsOnlyKeys("Accept");
        return http.getSourceIp();
    }
}

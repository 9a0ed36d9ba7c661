package dev.tally.press.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.IAM;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminAccessTest {

    private final AdminAccess access = new AdminAccess(Optional.of("tally.admin"));
    private final AdminAccess off = new AdminAccess(Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "scope, tally.admin, true",
        "scope, press tally.admin, true",
        "scp, [press tally.admin], true",
        "scope, press, false",
        "scope, tally.administrator, false",
        "scope, '', false",
        "sub, tally.admin, false",
    })
    void problem_token_dependsOnTheScope(String claim, String value, boolean granted) {
        APIGatewayV2HTTPEvent request = request(token(Map.of(claim, value)));
        assertThat(access.problem(request).isEmpty()).isEqualTo(granted);
        assertThat(off.problem(request)).isPresent();
    }

    @Test
    void problem_noToken_namesTheFieldAndTheScope() {
        assertThat(access.problem(request(null))).hasValueSatisfying(problem -> {
            assertThat(problem.status()).isEqualTo(403);
            assertThat(problem.field()).isEqualTo("Authorization");
            assertThat(problem.detail()).contains("tally.admin");
        });
        assertThat(access.problem(new APIGatewayV2HTTPEvent())).isPresent();
        assertThat(off.problem(request(null))).isPresent();
    }

    @Test
    void problem_commandLine_none() {
        Authorizer iam = Authorizer.builder()
                .withIam(IAM.builder().withUserId("command-line").build())
                .build();
        assertThat(access.problem(request(iam))).isEmpty();
        assertThat(off.problem(request(iam))).isEmpty();
    }

    private static Authorizer token(Map<String, String> claims) {
        return Authorizer.builder()
                .withJwt(Authorizer.JWT.builder().withClaims(claims).build())
                .build();
    }

    private static APIGatewayV2HTTPEvent request(@Nullable Authorizer authorizer) {
        return APIGatewayV2HTTPEvent.builder()
                .withRequestContext(
                        RequestContext.builder().withAuthorizer(authorizer).build())
                .build();
    }
}

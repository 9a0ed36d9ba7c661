package dev.tally.localstack.lambda;

/** The host with the client in plain Java, also on machines that have AWS's client. */
class JavaRuntimeTest extends LambdaHostTest {

    @Override
    LambdaSettings settings() {
        return super.settings().withRuntime(FunctionRuntime.JAVA);
    }
}

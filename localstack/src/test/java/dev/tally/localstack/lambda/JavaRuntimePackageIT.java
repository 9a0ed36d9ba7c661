package dev.tally.localstack.lambda;

/** The packages for the JVM on the client in plain Java, also on machines that have AWS's client. */
class JavaRuntimePackageIT extends JvmPackageIT {

    @Override
    LambdaSettings settings() {
        return super.settings().withRuntime(FunctionRuntime.JAVA);
    }
}

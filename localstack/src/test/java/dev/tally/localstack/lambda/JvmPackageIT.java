package dev.tally.localstack.lambda;

import dev.tally.localstack.spec.StackSpec;

/** The packages for the JVM, on the Java version of the tests. */
class JvmPackageIT extends PackageContract {

    @Override
    StackSpec choose(StackSpec spec) {
        return spec;
    }
}

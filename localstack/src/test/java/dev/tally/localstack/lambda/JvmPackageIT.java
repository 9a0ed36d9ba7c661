package dev.tally.localstack.lambda;

import java.nio.file.Path;
import java.util.Map;

/** The packages for the JVM, on the Java version of the tests. */
class JvmPackageIT extends PackageContract {

    @Override
    Path packageFor(Path zip) {
        return zip;
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    @Override
    void assumePackages() {}
}

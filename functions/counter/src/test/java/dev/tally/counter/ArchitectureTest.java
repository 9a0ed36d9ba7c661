package dev.tally.counter;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally.counter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_USES_NO_TECHNOLOGY = noClasses()
            .that()
            .resideInAPackage("dev.tally.counter")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "software.amazon..",
                    "com.amazonaws..",
                    "io.quarkus..",
                    "io.smallrye..",
                    "jakarta..",
                    "com.fasterxml..",
                    "dev.tally.counter.dynamodb..",
                    "dev.tally.counter.message..");

    @ArchTest
    static final ArchRule ONLY_TRACES_AND_SDK_FAILURES_COME_FROM_THE_RUNTIME = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..")
                    .and(resideOutsideOfPackages(
                            "dev.tally.counter..", "dev.tally.runtime.trace", "dev.tally.runtime.sdk")));

    @ArchTest
    static final ArchRule ONLY_THE_ADAPTER_USES_THE_SDK = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.counter.dynamodb")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..");

    @ArchTest
    static final ArchRule NOTHING_USES_QUARKUS =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.quarkus..", "jakarta..");
}

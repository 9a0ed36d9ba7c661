package dev.tally.counter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally.counter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_TECHNOLOGY = noClasses()
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
                    "dev.tally.counter.message..",
                    "dev.tally.counter.snapshot..",
                    "dev.tally.counter.sdk..",
                    "dev.tally.counter.limit..",
                    "dev.tally.counter.token..",
                    "org.jose4j..",
                    "io.github.bucket4j..",
                    "com.github.benmanes..",
                    "org.crac..");

    @ArchTest
    static final ArchRule ONLY_THE_ADAPTER_KNOWS_DYNAMODB = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.counter.dynamodb")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.services..");

    @ArchTest
    static final ArchRule ONLY_ADAPTER_AND_REHEARSAL_KNOW_THE_SDK = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tally.counter.dynamodb", "dev.tally.counter.snapshot", "dev.tally.counter.sdk")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..");

    @ArchTest
    static final ArchRule ONLY_LIMITS_KNOW_BUCKETS_AND_CACHES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.counter.limit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.bucket4j..", "com.github.benmanes..");

    @ArchTest
    static final ArchRule ONLY_TOKENS_KNOW_JOSE4J = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.counter.token")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jose4j..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_QUARKUS =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.quarkus..", "jakarta..");
}

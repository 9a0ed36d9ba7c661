package dev.tally.runtime;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally.runtime", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule RUNTIME_NEVER_USES_THE_PRODUCT = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..").and(resideOutsideOfPackage("dev.tally.runtime..")));

    @ArchTest
    static final ArchRule NO_SERVICE_CLIENT =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("software.amazon.awssdk.services..");

    @ArchTest
    static final ArchRule ONLY_PRIMING_AND_FAILURES_USE_THE_SDK = noClasses()
            .that()
            .resideOutsideOfPackages("dev.tally.runtime.snapstart", "dev.tally.runtime.sdk")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..");

    @ArchTest
    static final ArchRule ONLY_LIMITS_USE_BUCKETS_AND_CACHES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.runtime.limit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.bucket4j..", "com.github.benmanes..");

    @ArchTest
    static final ArchRule ONLY_TOKENS_USE_JOSE4J = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.runtime.token")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jose4j..");

    @ArchTest
    static final ArchRule ONLY_THE_BEANS_USE_QUARKUS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tally.runtime.quarkus")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..");
}

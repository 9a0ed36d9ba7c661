package dev.tally.press;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally.press", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule BELOW_PRESS_ARE_DOMAIN_AND_RUNTIME = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..")
                    .and(resideOutsideOfPackages("dev.tally.press..", "dev.tally.counter..", "dev.tally.runtime..")));

    @ArchTest
    static final ArchRule HTTP_USES_NEITHER_CALLS_NOR_QUEUE = noClasses()
            .that()
            .resideInAPackage("dev.tally.press.http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tally.press", "dev.tally.press.queue");

    @ArchTest
    static final ArchRule QUEUE_USES_NEITHER_CALLS_NOR_HTTP = noClasses()
            .that()
            .resideInAPackage("dev.tally.press.queue")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tally.press", "dev.tally.press.http");
}

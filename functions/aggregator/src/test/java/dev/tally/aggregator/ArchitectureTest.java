package dev.tally.aggregator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally.aggregator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule BELOW_THE_AGGREGATOR_ARE_DOMAIN_AND_RUNTIME = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..")
                    .and(resideOutsideOfPackages(
                            "dev.tally.aggregator..", "dev.tally.counter..", "dev.tally.runtime..")));
}

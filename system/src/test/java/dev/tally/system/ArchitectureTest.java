package dev.tally.system;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally")
class ArchitectureTest {

    @ArchTest
    static final ArchRule PROOFS_USE_ONLY_THE_KIT_AND_BENCHMARKS_THE_BROWSER_AND_SCALE_THE_PRICES = slices().matching(
                    "dev.tally.system.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.tally.system.kit.."))
            .ignoreDependency(
                    resideInAPackage("dev.tally.system.bench.."), resideInAPackage("dev.tally.system.browser.."))
            .ignoreDependency(
                    resideInAPackage("dev.tally.system.scale.."), resideInAPackage("dev.tally.system.cost.."));

    @ArchTest
    static final ArchRule NO_CYCLE_OF_PACKAGES =
            slices().matching("dev.tally.system.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_BELOW_USES_THE_PROOFS = noClasses()
            .that()
            .resideInAnyPackage("dev.tally.localstack..", "dev.tally.runtime..", "dev.tally.counter..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tally.system..", "dev.tally.load..");
}

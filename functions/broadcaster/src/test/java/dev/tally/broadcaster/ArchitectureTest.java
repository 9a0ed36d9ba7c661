package dev.tally.broadcaster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tally.broadcaster.lambda.JsonHandler;
import jakarta.inject.Singleton;

@AnalyzeClasses(packages = "dev.tally.broadcaster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule BELOW_THE_BROADCASTER_ARE_DOMAIN_AND_RUNTIME = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..")
                    .and(resideOutsideOfPackages(
                            "dev.tally.broadcaster..", "dev.tally.counter..", "dev.tally.runtime..")));

    /** Quarkus creates any other handler for each event, so that a counter's failures were never added up. */
    @ArchTest
    static final ArchRule HANDLERS_KEEP_THEIR_STATE_BETWEEN_EVENTS = classes()
            .that()
            .areAssignableTo(JsonHandler.class)
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .beAnnotatedWith(Singleton.class);

    @ArchTest
    static final ArchRule FUNCTIONS_SHARE_CHANNEL_AND_LAMBDA_ONLY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy("dev.tally.broadcaster")
            .layer("connections")
            .definedBy("dev.tally.broadcaster.connections")
            .layer("rollup")
            .definedBy("dev.tally.broadcaster.rollup")
            .layer("fanout")
            .definedBy("dev.tally.broadcaster.fanout")
            .layer("channel")
            .definedBy("dev.tally.broadcaster.channel")
            .layer("lambda")
            .definedBy("dev.tally.broadcaster.lambda")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("connections")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("rollup")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("fanout")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("channel")
            .mayOnlyBeAccessedByLayers("root", "connections", "fanout")
            .whereLayer("lambda")
            .mayOnlyBeAccessedByLayers("root", "connections", "rollup", "fanout");
}

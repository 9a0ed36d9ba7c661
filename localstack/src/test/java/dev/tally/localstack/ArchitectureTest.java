package dev.tally.localstack;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tally.localstack", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule USES_ONLY_THE_RUNTIME_OF_THE_PRODUCT = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tally..")
                    .and(resideOutsideOfPackages("dev.tally.localstack..", "dev.tally.runtime..")));

    @ArchTest
    static final ArchRule LAYERS_DEPEND_DOWNWARDS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("main")
            .definedBy("dev.tally.localstack")
            .layer("front")
            .definedBy("dev.tally.localstack.front")
            .layer("stack")
            .definedBy("dev.tally.localstack.stack")
            .layer("sources")
            .definedBy("dev.tally.localstack.sources..")
            .layer("gateway")
            .definedBy("dev.tally.localstack.gateway")
            .layer("lambda")
            .definedBy("dev.tally.localstack.lambda")
            .layer("cloud")
            .definedBy("dev.tally.localstack.cloud..")
            .layer("tracing")
            .definedBy("dev.tally.localstack.tracing")
            .layer("console")
            .definedBy("dev.tally.localstack.console")
            .layer("origin")
            .definedBy("dev.tally.localstack.origin")
            .layer("quota")
            .definedBy("dev.tally.localstack.quota")
            .layer("spec")
            .definedBy("dev.tally.localstack.spec")
            .whereLayer("main")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("front")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("stack")
            .mayOnlyBeAccessedByLayers("main", "front", "console")
            .whereLayer("sources")
            .mayOnlyBeAccessedByLayers("stack")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("main", "front", "console", "stack")
            .whereLayer("lambda")
            .mayOnlyBeAccessedByLayers("main", "stack", "sources", "gateway")
            .whereLayer("cloud")
            .mayOnlyBeAccessedByLayers("main", "front", "console", "stack", "sources", "gateway")
            .whereLayer("tracing")
            .mayOnlyBeAccessedByLayers("main", "front", "console", "stack")
            .whereLayer("console")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("origin")
            .mayOnlyBeAccessedByLayers("front", "gateway", "lambda")
            .whereLayer("quota")
            .mayOnlyBeAccessedByLayers("main", "front", "stack", "gateway", "lambda", "cloud")
            .whereLayer("spec")
            .mayOnlyBeAccessedByLayers("main", "front", "stack", "sources", "gateway", "cloud");

    @ArchTest
    static final ArchRule THE_CLIENT_IN_FUNCTIONS_USES_ONLY_CLASSES_OF_FUNCTIONS = noClasses()
            .that()
            .resideInAPackage("dev.tally.localstack.runtime")
            .should()
            .dependOnClassesThat(resideOutsideOfPackages(
                    "dev.tally.localstack.runtime",
                    "java..",
                    "com.amazonaws.services.lambda..",
                    "software.amazon.awssdk.utilslite",
                    "org.jspecify.annotations"));

    @ArchTest
    static final ArchRule QUEUE_SOURCES_DO_NOT_USE_STREAM_SOURCES = noClasses()
            .that()
            .resideInAPackage("dev.tally.localstack.sources")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tally.localstack.sources.streams");

    @ArchTest
    static final ArchRule QUEUES_ARE_PURE = classes()
            .that()
            .resideInAPackage("dev.tally.localstack.cloud.queue")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("dev.tally.localstack.cloud.queue", "java..", "org.jspecify.annotations"));
}

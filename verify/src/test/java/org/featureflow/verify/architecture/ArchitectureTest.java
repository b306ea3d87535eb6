package org.featureflow.verify.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions of the arrows between modules and packages. */
@AnalyzeClasses(packages = "org.featureflow", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule convexAndFlowMeetOnlyInVerify = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("core")
            .definedBy("org.featureflow.core..")
            .layer("convex")
            .definedBy("org.featureflow.convex..")
            .layer("flow")
            .definedBy("org.featureflow.flow..")
            .layer("verify")
            .definedBy("org.featureflow.verify..")
            .whereLayer("core")
            .mayNotAccessAnyLayer()
            .whereLayer("convex")
            .mayOnlyAccessLayers("core")
            .whereLayer("flow")
            .mayOnlyAccessLayers("core")
            .whereLayer("verify")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.featureflow.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule checkersSeeNoSolver = noClasses()
            .that()
            .resideInAPackage("org.featureflow.convex.certificate..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.featureflow.convex.solver..")
            .allowEmptyShould(true);

    /** What checks a certificate must not share what made it; what it is built on must not reach that either. */
    @ArchTest
    static final ArchRule certificatesAreCheckedWithoutSolversAndFlows = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.featureflow.verify.certificate..",
                    "org.featureflow.verify.program..",
                    "org.featureflow.verify.json..",
                    "org.featureflow.convex.certificate..",
                    "org.featureflow.convex.program..")
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.featureflow.convex.solver..",
                    "org.featureflow.flow..",
                    "org.featureflow.verify.claim..",
                    "org.featureflow.verify.catalogue..");

    @ArchTest
    static final ArchRule testLibrariesServeTestAuthorsOnly = noClasses()
            .that()
            .resideOutsideOfPackage("org.featureflow.verify.property..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.jqwik..", "org.assertj..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage("org.featureflow.verify.cli..")
            .should(ACCESS_STANDARD_STREAMS)
            .allowEmptyShould(true);
}

package binade.experiments;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom. */
@AnalyzeClasses(packages = "binade", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule formatsUseNothingAbove = noClasses().that().resideInAPackage("binade.formats..")
            .should().dependOnClassesThat().resideInAnyPackage(
                    "binade.simulator..", "binade.hwmodel..", "binade.experiments..");

    @ArchTest
    static final ArchRule theSimulatorUsesFormatsOnly = noClasses().that().resideInAPackage("binade.simulator..")
            .should().dependOnClassesThat().resideInAnyPackage("binade.hwmodel..", "binade.experiments..");

    @ArchTest
    static final ArchRule theHardwareModelKnowsNoExperiments = noClasses().that().resideInAPackage("binade.hwmodel..")
            .should().dependOnClassesThat().resideInAPackage("binade.experiments..");

    @ArchTest
    static final ArchRule theProductDoesWithoutTheReference = noClasses()
            .that().resideInAnyPackage("binade.simulator..", "binade.hwmodel..", "binade.experiments..")
            .and().haveNameNotMatching(".*\\.RoundingVerification(\\$.*)?") // verification is what it is for
            .should().dependOnClassesThat().resideInAPackage("binade.formats.reference..");

    @ArchTest
    static final ArchRule nobodyUsesTheCommandLine = noClasses().that().resideOutsideOfPackage("binade.experiments.cli..")
            .should().dependOnClassesThat().resideInAPackage("binade.experiments.cli..");

    @ArchTest
    static final ArchRule studiesNeitherPrintNorDraw = noClasses()
            .that().resideInAnyPackage("binade.experiments.study..", "binade.experiments.workload..")
            .should().dependOnClassesThat().resideInAnyPackage("binade.experiments.report..", "binade.experiments.stream..");

    @ArchTest
    static final ArchRule tablesAndChartsStayInTheReport = noClasses()
            .that().resideOutsideOfPackage("binade.experiments.report..")
            .should().dependOnClassesThat().resideInAnyPackage("tech.tablesaw..", "org.knowm.xchart..");

    @ArchTest
    static final ArchRule experimentsHaveNoCycles =
            slices().matching("binade.experiments.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule modulesHaveNoCycles = slices().matching("binade.(*)..").should().beFreeOfCycles();
}

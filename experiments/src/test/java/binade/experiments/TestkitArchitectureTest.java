package binade.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The program uses the vectors of the testkit and does without its test libraries. */
@AnalyzeClasses(packages = "binade", importOptions = ImportOption.DoNotIncludeTests.class)
class TestkitArchitectureTest {
    @ArchTest
    static final ArchRule vectorsNeedNoTestLibrary = noClasses().that().resideInAPackage("binade.testkit.vectors..")
            .should().dependOnClassesThat().resideInAnyPackage("net.jqwik..", "org.junit..", "org.assertj..", "binade.testkit");

    @ArchTest
    static final ArchRule theProgramUsesVectorsOnly = noClasses().that().resideInAPackage("binade.experiments..")
            .should().dependOnClassesThat().resideInAPackage("binade.testkit");
}

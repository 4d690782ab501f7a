package io.humpback.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the server's rows of the table of packages and arrows. */
class ArchitectureTest {
    private static final String ROOT = "io.humpback.server";
    private static final String CORE = "io.humpback.core..";
    private static final String SCHEDULER = "io.humpback.scheduler..";
    private static final String WEBHOOK = "io.humpback.webhook..";

    private static final JavaClasses OURS = new ClassFileImporter().importPath(Path.of("target/classes"));

    /** Each package with what it may use of Humpback's, beside itself and what lies below it. */
    static Stream<Arguments> arrows() {
        String[] ofHttp = {CORE, SCHEDULER, WEBHOOK, ROOT + ".http..", ROOT + ".security..", ROOT + ".metrics.."};
        return Stream.of(
                Arguments.of(".config", new String[] {CORE}),
                Arguments.of(".http", ofHttp),
                Arguments.of(".ui", ofHttp),
                Arguments.of(".agent", new String[] {CORE, ROOT + ".docker..", ROOT + ".security.."}),
                Arguments.of(".docker", new String[] {CORE, ROOT + ".security.."}),
                Arguments.of(".simulated", new String[] {CORE}),
                Arguments.of(".site", new String[] {CORE}),
                Arguments.of(".security", new String[] {CORE}),
                Arguments.of(".metrics", new String[] {CORE}),
                Arguments.of(".importer", new String[] {CORE}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arrows")
    void usesOnlyWhatTheTableAllows(String name, String[] allowed) {
        String own = ROOT + name + "..";
        DescribedPredicate<JavaClass> allowedOfOurs = resideInAPackage(own).or(resideInAnyPackage(allowed));
        DescribedPredicate<JavaClass> otherOfOurs =
                resideInAPackage("io.humpback..").and(DescribedPredicate.not(allowedOfOurs));

        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(otherOfOurs)
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void importsJavalinOnlyInHttpAndTheAgent() {
        classes()
                .that(DescribedPredicate.not(resideInAnyPackage(ROOT + ".http..", ROOT + ".ui..", ROOT + ".agent..")))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("io.javalin..")))
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void importsDockersTypesOnlyInDocker() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".docker..")
                .should()
                .dependOnClassesThat(resideInAPackage("com.github.dockerjava.."))
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void hasNoCycles() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void usesNothingThatIsPublishedForTests() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.humpback..testing.."))
                .allowEmptyShould(true)
                .check(OURS);
    }
}

package io.humpback.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between packages, and what makes the nouns values: no clock, no thread, no world. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));

    /** What a value may use of the JDK: no files, nets and processes, no threads, no log. */
    private static final DescribedPredicate<JavaClass> VALUES = resideInAnyPackage(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio.charset",
            "java.security",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations");

    private static final ArchRule NO_CYCLES =
            slices().matching("io.humpback.(**)").should().beFreeOfCycles();
    private static final ArchRule NO_CLOCK = none("reads a clock", ArchitectureTest::readsClock);
    private static final ArchRule NO_CHANCE = none("draws without a seed", ArchitectureTest::draws);
    private static final ArchRule NO_LANGUAGE =
            none("depends on the machine's language", ArchitectureTest::dependsOnLanguage);
    private static final ArchRule NO_THREAD = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, ThreadLocal.class, java.util.Timer.class, ProcessBuilder.class);
    private static final ArchRule NO_CONSOLE =
            none("writes to a console", access -> access.getTargetOwner().isEquivalentTo(PrintStream.class));

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                Named.of("nouns", only("io.humpback.core", "io.humpback.core")),
                Named.of("ports", only("io.humpback.core.spi", "io.humpback.core", "io.humpback.core.spi")),
                Named.of(
                        "contract",
                        only(
                                "io.humpback.core.contract",
                                "io.humpback.core",
                                "io.humpback.core.contract",
                                "com.fasterxml.jackson.annotation",
                                "javax.crypto",
                                "javax.crypto.spec")),
                Named.of("no cycles", NO_CYCLES),
                Named.of("no clock", NO_CLOCK),
                Named.of("no chance", NO_CHANCE),
                Named.of("no language", NO_LANGUAGE),
                Named.of("no thread", NO_THREAD),
                Named.of("no console", NO_CONSOLE));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isKept(ArchRule rule) {
        rule.check(MAIN);
    }

    /** New packages need a rule of their own. */
    @Test
    void isAboutEveryPackage() {
        assertThat(MAIN.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder("io.humpback.core", "io.humpback.core.contract", "io.humpback.core.spi");
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                Arguments.of(NO_CLOCK, Clock.class),
                Arguments.of(NO_CHANCE, Chance.class),
                Arguments.of(NO_LANGUAGE, Language.class),
                Arguments.of(NO_THREAD, Worker.class),
                Arguments.of(NO_CONSOLE, Console.class),
                Arguments.of(only("io.humpback.core", "io.humpback.core"), Port.class));
    }

    /** A rule that nothing breaks is none. */
    @ParameterizedTest
    @MethodSource("offences")
    void isBrokenByAnOffence(ArchRule rule, Class<?> offence) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(offence)).hasViolation())
                .isTrue();
    }

    private static ArchRule only(String from, String... to) {
        return classes()
                .that()
                .resideInAPackage(from)
                .should()
                .onlyDependOnClassesThat(VALUES.or(resideInAnyPackage(to)));
    }

    private static ArchRule none(String what, Predicate<JavaAccess<?>> offence) {
        return noClasses().should().accessTargetWhere(DescribedPredicate.describe("it " + what, offence));
    }

    private static boolean readsClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return (owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system")))
                || (owner.equals("java.lang.System") && (name.equals("nanoTime") || name.equals("currentTimeMillis")))
                || owner.equals("java.util.Date");
    }

    private static boolean draws(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return (owner.equals("java.lang.Math") && access.getName().equals("random"))
                || (owner.equals("java.util.UUID") && access.getName().equals("randomUUID"))
                || (owner.equals("java.util.Random") && access.getName().equals("<init>") && takesNothing(access))
                || owner.equals("java.security.SecureRandom");
    }

    private static boolean dependsOnLanguage(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return (owner.equals("java.lang.String")
                        && (name.equals("formatted")
                                || (name.equals("format") && !takesLocale(access))
                                || ((name.equals("toLowerCase") || name.equals("toUpperCase"))
                                        && takesNothing(access))))
                || (owner.equals("java.util.Locale") && name.equals("getDefault"));
    }

    private static boolean takesLocale(JavaAccess<?> access) {
        return access.getTarget().getFullName().contains("(" + Locale.class.getName());
    }

    private static boolean takesNothing(JavaAccess<?> access) {
        return access.getTarget().getFullName().endsWith("()");
    }

    static final class Clock {
        Instant now() {
            return Instant.now();
        }
    }

    static final class Chance {
        String draw() {
            return "" + new Random().nextInt() + UUID.randomUUID();
        }
    }

    static final class Language {
        @SuppressWarnings({"StringCaseLocaleUsage", "DefaultLocale"})
        String lower(String text) {
            return text.toLowerCase();
        }
    }

    static final class Worker {
        Thread start() {
            return new Thread(() -> {});
        }
    }

    static final class Console {
        void print() {
            System.out.println();
        }
    }

    static final class Port {
        @Override
        public String toString() {
            return io.humpback.core.spi.Head.NONE.toString();
        }
    }
}

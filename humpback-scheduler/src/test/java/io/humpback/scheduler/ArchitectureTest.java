package io.humpback.scheduler;

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
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the arrows between packages, and that what decides reads no clock and touches neither threads nor the world.
 * A package that does not exist yet keeps its rules.
 */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final String ROOT = "io.humpback.scheduler";
    private static final String[] DECIDING = {ROOT, ROOT + ".reconcile", ROOT + ".recovery", ROOT + ".simulation"};
    private static final String[] PUBLIC = {
        ROOT, ROOT + ".reconcile", ROOT + ".recovery", ROOT + ".control", ROOT + ".simulation", ROOT + ".supervisor"
    };

    /** What deciding may use of the JDK: no files, nets and processes, no threads, no log. */
    private static final DescribedPredicate<JavaClass> VALUES = resideInAnyPackage(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio.charset",
            "java.security",
            "java.time..",
            "java.util",
            "java.util.function",
            "java.util.random",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations",
            "io.humpback.core..");

    /** The loop hands futures, queues and atomics about. */
    private static final DescribedPredicate<JavaClass> LOOP = VALUES.or(resideInAnyPackage("java.util.concurrent.."));

    /** What is supervised may fail with an I/O error. */
    private static final DescribedPredicate<JavaClass> SUPERVISOR =
            LOOP.or(DescribedPredicate.describe("are I/O errors", type -> type.isEquivalentTo(IOException.class)));

    /** The strategy contract counts what a call allocates. */
    private static final DescribedPredicate<JavaClass> TESTING =
            resideInAnyPackage("java..", "org.jspecify..", "com.sun.management");

    private static final ArchRule NO_CYCLES =
            slices().matching("io.humpback.(**)").should().beFreeOfCycles().allowEmptyShould(true);
    private static final ArchRule NO_TESTING = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".testing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..testing..");
    private static final ArchRule NO_LOG = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.slf4j..", "java.util.logging..")
                    .or(JavaClass.Predicates.assignableTo(System.Logger.class))
                    .or(JavaClass.Predicates.assignableTo(PrintStream.class)));
    private static final ArchRule NO_CLOCK = none("reads a clock", ArchitectureTest::readsClock, PUBLIC);
    private static final ArchRule NO_CHANCE = none("draws without a seed", ArchitectureTest::draws, DECIDING);
    private static final ArchRule NO_THREAD = noClasses()
            .that(resideInAnyPackage(PUBLIC).and(DescribedPredicate.not(runs())))
            .should()
            .dependOnClassesThat(DescribedPredicate.describe("run on threads", ArchitectureTest::isThread))
            .orShould()
            .accessTargetWhere(DescribedPredicate.describe("it takes a thread", ArchitectureTest::takesThread))
            .allowEmptyShould(true);

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                Named.of("scheduler", only(ROOT, VALUES)),
                Named.of("reconcile", only(ROOT + ".reconcile", VALUES, ROOT)),
                Named.of("control", only(ROOT + ".control", LOOP, ROOT, ROOT + ".reconcile")),
                Named.of("recovery", only(ROOT + ".recovery", VALUES)),
                Named.of("simulation", only(ROOT + ".simulation", VALUES, ROOT)),
                Named.of(
                        "supervisor",
                        only(ROOT + ".supervisor", SUPERVISOR, ROOT, ROOT + ".reconcile", ROOT + ".control")),
                Named.of("testing", only(ROOT + ".testing", TESTING, PUBLIC)),
                Named.of("no cycles", NO_CYCLES),
                Named.of("no testing in use", NO_TESTING),
                Named.of("no log", NO_LOG),
                Named.of("no clock", NO_CLOCK),
                Named.of("no chance", NO_CHANCE),
                Named.of("no thread", NO_THREAD));
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
                .isNotEmpty()
                .isSubsetOf(
                        ROOT,
                        ROOT + ".reconcile",
                        ROOT + ".recovery",
                        ROOT + ".control",
                        ROOT + ".simulation",
                        ROOT + ".supervisor",
                        ROOT + ".testing");
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                Arguments.of(NO_CLOCK, Clock.class),
                Arguments.of(NO_CHANCE, Chance.class),
                Arguments.of(NO_LOG, Log.class),
                Arguments.of(NO_THREAD, Worker.class),
                Arguments.of(NO_THREAD, Pool.class),
                Arguments.of(NO_THREAD, Async.class),
                Arguments.of(only(ROOT, VALUES), Pool.class),
                Arguments.of(only(ROOT, VALUES), Given.class),
                Arguments.of(only(ROOT, VALUES), Upwards.class));
    }

    /** A rule that nothing breaks is none. */
    @ParameterizedTest
    @MethodSource("offences")
    void isBrokenByAnOffence(ArchRule rule, Class<?> offence) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(offence)).hasViolation())
                .isTrue();
    }

    private static ArchRule only(String from, DescribedPredicate<JavaClass> jdk, String... to) {
        String[] own = Stream.concat(Stream.of(from, "io.humpback.core.."), Stream.of(to))
                .toArray(String[]::new);
        return classes()
                .that(resideInAnyPackage(from).and(DescribedPredicate.not(opensJars())))
                .should()
                .onlyDependOnClassesThat(jdk.or(resideInAnyPackage(own)).or(arrays()))
                .allowEmptyShould(true);
    }

    private static ArchRule none(String what, Predicate<JavaAccess<?>> offence, String... packages) {
        return noClasses()
                .that(resideInAnyPackage(packages).and(DescribedPredicate.not(runs())))
                .should()
                .accessTargetWhere(DescribedPredicate.describe("it " + what, offence))
                .allowEmptyShould(true);
    }

    /** Arrays of primitives, which are in no package. */
    private static DescribedPredicate<JavaClass> arrays() {
        return DescribedPredicate.describe(
                "are arrays", type -> type.getBaseComponentType().isPrimitive());
    }

    /** The types that own threads, and the types within them: the loop's one, and those of a supervisor's calls. */
    private static DescribedPredicate<JavaClass> runs() {
        return DescribedPredicate.describe("own threads", type -> {
            String name = type.getName().replaceFirst("\\$.*", "");
            return List.of(
                            ROOT + ".control.LoopRunner",
                            ROOT + ".supervisor.Supervisor",
                            ROOT + ".supervisor.SupervisorBuilder",
                            ROOT + ".supervisor.TimedCalls")
                    .contains(name);
        });
    }

    /** The one type that reads files: it opens the plugin directory, and decides nothing. */
    private static DescribedPredicate<JavaClass> opensJars() {
        return DescribedPredicate.describe(
                "StrategyLoader", type -> type.getName().equals(ROOT + ".StrategyLoader"));
    }

    /** An {@link Executor} that the loop was given is none: whoever made it owns its threads, and a test has none. */
    private static boolean isThread(JavaClass type) {
        return type.isAssignableTo(Thread.class)
                || (type.isAssignableTo(Executor.class) && !type.isEquivalentTo(Executor.class))
                || type.isAssignableTo(java.util.concurrent.ThreadFactory.class)
                || type.isAssignableTo(java.util.Timer.class)
                || type.isAssignableTo(ThreadLocal.class)
                || type.isEquivalentTo(Executors.class)
                || type.isEquivalentTo(Process.class);
    }

    private static boolean takesThread(JavaAccess<?> access) {
        String name = access.getName();
        boolean future = access.getTargetOwner().isEquivalentTo(CompletableFuture.class);
        return (future && (name.endsWith("Async") || name.endsWith("Timeout") || name.equals("delayedExecutor")))
                || name.equals("parallelStream")
                || (name.equals("parallel")
                        && access.getTargetOwner().getPackageName().equals("java.util.stream"));
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
        boolean nothing = access.getTarget().getFullName().endsWith("()");
        return (owner.equals("java.lang.Math") && access.getName().equals("random"))
                || (owner.equals("java.util.UUID") && access.getName().equals("randomUUID"))
                || ((owner.equals("java.util.Random") || owner.equals("java.util.SplittableRandom"))
                        && access.getName().equals("<init>")
                        && nothing)
                || owner.equals("java.security.SecureRandom")
                || owner.equals("java.util.concurrent.ThreadLocalRandom");
    }

    static final class Clock {
        Instant now() {
            return Instant.now();
        }
    }

    static final class Chance {
        int draw() {
            return new Random().nextInt();
        }
    }

    static final class Log {
        void print() {
            System.out.println();
        }
    }

    static final class Worker {
        Thread start() {
            return new Thread(() -> {});
        }
    }

    static final class Pool {
        ExecutorService open() {
            return Executors.newSingleThreadExecutor();
        }
    }

    static final class Given {
        void run(Executor executor) {
            executor.execute(() -> {});
        }
    }

    static final class Async {
        CompletableFuture<Void> run() {
            return CompletableFuture.runAsync(() -> {});
        }
    }

    static final class Upwards {
        Class<?> control() {
            return io.humpback.scheduler.control.ClusterControl.class;
        }
    }
}

package io.humpback.webhook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void knowsOnlyCore() {
        classes()
                .that()
                .resideInAPackage("io.humpback.webhook..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.humpback.webhook..",
                        "io.humpback.core..",
                        "java..",
                        "javax.net..",
                        "com.fasterxml.jackson..",
                        "com.google.common..",
                        "okhttp3..",
                        "okio..",
                        "org.jspecify..",
                        "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void keepsThirdPartyTypesOutOfItsPublicTypes() {
        noClasses()
                .that()
                .arePublic()
                .and()
                .doNotHaveSimpleName("WebhookDispatcher")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.humpback..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void isToldTheTime() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(CLASSES);
    }

    @Test
    void hasThreadsInTheDispatcherAlone() {
        noClasses()
                .that()
                .doNotHaveSimpleName("WebhookDispatcher")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Thread.class.getName())
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Executor.class)
                .check(CLASSES);
    }

    @Test
    void decidesWithoutInputAndOutput() {
        noClasses()
                .that()
                .haveSimpleName("DeliverySchedule")
                .or()
                .haveSimpleName("Lane")
                .or()
                .haveSimpleName("Endpoint")
                .or()
                .haveSimpleName("Backoff")
                .or()
                .haveSimpleName("RetryDelays")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.humpback.core.spi..",
                        "okhttp3..",
                        "java.io..",
                        "java.net..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InstantSource.class)
                .check(CLASSES);
    }
}

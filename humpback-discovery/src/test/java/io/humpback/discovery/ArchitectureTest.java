package io.humpback.discovery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void usesCoreAndItsOwnLibrariesAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "",
                        "java..",
                        "org.jspecify.annotations..",
                        "io.humpback.core..",
                        "io.humpback.discovery..",
                        "com.fasterxml.jackson..",
                        "com.google.common..",
                        "org.slf4j..",
                        "org.sqlite..",
                        "io.etcd..",
                        "io.grpc..",
                        "io.netty..",
                        "org.apache.curator..",
                        "org.apache.zookeeper..",
                        "okhttp3..",
                        "okio..", // in signatures of OkHttp
                        "javax.net.ssl..")
                .check(MAIN);
    }

    @Test
    void findsBackendsByServiceLoaderAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.humpback.discovery")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.humpback.discovery.*..")
                .check(MAIN);
    }

    @Test
    void keepsBackendsApart() {
        slices().matching("io.humpback.discovery.(*)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
    }

    @Test
    void usesSqliteInTheEmbeddedBackendAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.humpback.discovery.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "java.sql..")
                .check(MAIN);
    }

    @Test
    void usesEachClientInItsOwnBackendAlone() {
        inItsOwnAlone("etcd", "io.etcd..", "io.grpc..", "io.netty..");
        inItsOwnAlone("zookeeper", "org.apache.curator..", "org.apache.zookeeper..");
        inItsOwnAlone("consul", "okhttp3..", "okio..");
    }

    private static void inItsOwnAlone(String backend, String... client) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.humpback.discovery." + backend + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(client)
                .check(MAIN);
    }

    @Test
    void neitherSleepsNorReadsTheClock() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(MAIN);
    }
}

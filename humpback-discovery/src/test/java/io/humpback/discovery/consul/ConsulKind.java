package io.humpback.discovery.consul;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What a contract is tested against. A class template with {@link Each} runs once for each that is there: always with the
 * double, and with a real Consul if {@code HUMPBACK_CONSUL_BIN} names its program, or {@code consul} is on the path.
 */
enum ConsulKind {
    DOUBLE {
        @Override
        ConsulServer start() {
            TestingConsul consul = TestingConsul.quick();
            consul.state.reapAfter(2); // as the real one
            return new ConsulServer(consul.port(), QUICK, consul::close);
        }
    },
    REAL {
        @Override
        ConsulServer start() {
            return new ConsulServer(RealConsul.port(), ConsulTimes.DEFAULT, () -> {});
        }
    };

    /** As the usual times, but for the double's short TTLs. */
    static final ConsulTimes QUICK =
            new ConsulTimes(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50));

    /** Returns a Consul; a real one is the same for all and holds what others have put there. */
    abstract ConsulServer start();

    /** Returns the program of a real Consul. */
    static Optional<Path> program() {
        String named = Objects.requireNonNullElse(System.getenv("HUMPBACK_CONSUL_BIN"), "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "consul"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a class for each kind that is there, and hands it to the constructor. */
    static final class Each implements ClassTemplateInvocationContextProvider {
        @Override
        public boolean supportsClassTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
            return program().isPresent() ? Stream.of(new With(DOUBLE), new With(REAL)) : Stream.of(new With(DOUBLE));
        }
    }

    /** One run of a class. */
    private record With(ConsulKind kind) implements ClassTemplateInvocationContext, ParameterResolver {
        @Override
        public String getDisplayName(int invocationIndex) {
            return kind.name();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ConsulKind.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return kind;
        }
    }
}

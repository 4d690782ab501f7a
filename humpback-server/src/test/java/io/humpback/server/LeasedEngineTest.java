package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ContainerSpec;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.PullListener;
import io.humpback.scheduler.testing.TestingClock;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a leader may ask of an engine that cannot tell it from the next one. */
class LeasedEngineTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** They change nothing that a later leader would have to know of. */
    private static final Set<String> HARMLESS = Set.of("info", "list", "inspect", "pull", "subscribe", "close");

    private static final Map<Class<?>, Object> SAMPLES = Map.of(
            String.class,
            "c1",
            Duration.class,
            DEADLINE,
            PullPolicy.class,
            PullPolicy.ALWAYS,
            PullListener.class,
            sample(PullListener.class),
            EngineEventListener.class,
            sample(EngineEventListener.class),
            ContainerRequest.class,
            new ContainerRequest("c1", ContainerSpec.builder("c1", "app:1").build(), Map.of()));

    private final TestingClock clock = new TestingClock();
    private final List<String> passedOn = new ArrayList<>();
    private final ContainerEngine engine = (ContainerEngine) Proxy.newProxyInstance(
            LeasedEngineTest.class.getClassLoader(), new Class<?>[] {ContainerEngine.class}, (proxy, method, given) -> {
                if (!method.getName().equals("toString")) {
                    passedOn.add(text(method, given == null ? new Object[0] : given));
                }
                return method.getReturnType() == String.class ? "answer" : null;
            });

    private static Object sample(Class<?> type) {
        return Proxy.newProxyInstance(
                LeasedEngineTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, given) -> method.getName().equals("toString") ? type.getSimpleName() : null);
    }

    /** Those with a default of the port's too: who goes around an engine has to pass them on himself. */
    static Stream<Method> calls() {
        return Arrays.stream(ContainerEngine.class.getMethods());
    }

    static Stream<Method> changes() {
        return calls().filter(call -> !HARMLESS.contains(call.getName()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void passesOnEachCallAsItIsWhileNobodyElseCanLead(Method call) throws ReflectiveOperationException {
        ask(call, new Leadership(true, Instant.MAX, ""));

        assertThat(passedOn).containsExactly(text(call, arguments(call)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void endsAChangesDeadlineWithTheLead(Method call) throws ReflectiveOperationException {
        ask(call, new Leadership(true, clock.instant().plus(LEASE), ""));

        assertThat(passedOn).singleElement().asString().endsWith(LEASE + "]");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void asksForNoChangeWhenTheLeadIsOver(Method call) {
        assertThatThrownBy(() -> ask(call, new Leadership(true, clock.instant().plusMillis(100), "")))
                .hasCauseInstanceOf(EngineUnreachableException.class);
        assertThatThrownBy(() -> ask(call, new Leadership(false, clock.instant().plus(LEASE), "")))
                .hasCauseInstanceOf(EngineUnreachableException.class);
        assertThat(passedOn).isEmpty();
    }

    private void ask(Method call, Leadership leadership) throws ReflectiveOperationException {
        LeasedEngine leased = new LeasedEngine(engine, () -> leadership, clock);
        Object unused = call.invoke(leased, arguments(call));
    }

    private static Object[] arguments(Method call) {
        return Arrays.stream(call.getParameterTypes()).map(SAMPLES::get).toArray();
    }

    private static String text(Method call, Object[] arguments) {
        return call.getName() + Arrays.toString(arguments);
    }
}

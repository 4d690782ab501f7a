package io.humpback.server.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The faults in force at one engine. On the loop's thread only. */
final class Faults {
    /** What a real engine answers while its runtime hangs. */
    private static final Pattern WITHOUT_RUNTIME =
            Pattern.compile("(/v1\\.\\d{1,3})?/(_ping|version|events|containers/json|images/.*)");

    private final EventLoop loop;
    private final Consumer<Exchange> engine;
    private final List<Active> active = new ArrayList<>();
    private final List<Exchange> waiting = new ArrayList<>();
    private boolean frozen;
    private boolean runtimeFrozen;
    private int deaths;
    private int taken;

    Faults(EventLoop loop, Consumer<Exchange> engine) {
        this.loop = loop;
        this.engine = engine;
    }

    private static final class Active {
        private final Fault fault;
        private int left;

        Active(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }
    }

    void add(Fault fault) {
        active.add(new Active(fault));
    }

    void freeze(boolean onlyRuntime) {
        if (onlyRuntime) {
            runtimeFrozen = true;
        } else {
            frozen = true;
        }
    }

    /** Ends all faults; calls that hung are done now, also those whose clients have gone. */
    void heal() {
        active.clear();
        frozen = false;
        runtimeFrozen = false;
        List<Exchange> late = List.copyOf(waiting);
        waiting.clear();
        late.forEach(engine);
    }

    /** Forgets the calls that hang: the host they were sent to is no more. */
    void forgetCalls() {
        waiting.clear();
        deaths++;
    }

    /** Returns how many calls something has gone wrong with. */
    int taken() {
        return taken;
    }

    /** Lets a call through, or does what goes wrong with it. */
    void handle(Exchange exchange) {
        HttpRequest request = exchange.request();
        if (frozen || (runtimeFrozen && !WITHOUT_RUNTIME.matcher(request.path()).matches())) {
            waiting.add(exchange);
            return;
        }
        Fault fault = take(request);
        if (fault == null) {
            engine.accept(exchange);
            return;
        }
        switch (fault.kind()) {
            case DELAYED_ANSWER -> {
                exchange.holdAnswer();
                engine.accept(exchange);
                loop.schedule(fault.delay(), exchange::releaseAnswer);
            }
            case LATE_EFFECT -> handleLater(exchange, fault);
            case FAILURE -> exchange.answer(fault.status(), Json.object().put("message", fault.message()));
            case LOST_ANSWER -> {
                exchange.swallowAnswer();
                engine.accept(exchange);
            }
            case NO_ANSWER -> {
                exchange.holdAnswer();
                engine.accept(exchange);
            }
            case LOST_CALL -> exchange.abort();
        }
    }

    private void handleLater(Exchange exchange, Fault fault) {
        int life = deaths;
        loop.schedule(fault.delay(), () -> {
            if (life == deaths) {
                engine.accept(exchange);
            }
        });
    }

    private @Nullable Fault take(HttpRequest request) {
        Active found = active.stream()
                .filter(candidate -> candidate.fault.holdsFor(request))
                .findFirst()
                .orElse(null);
        if (found == null) {
            return null;
        }
        taken++;
        found.left--;
        if (found.left == 0) {
            active.remove(found);
        }
        return found.fault;
    }
}

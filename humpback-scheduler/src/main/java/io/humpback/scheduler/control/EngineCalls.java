package io.humpback.scheduler.control;

import io.humpback.core.ContainerSpec;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.PullProgress;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.EffectOutcome;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does effects on an engine. Blocks; its state is that of what it is given, so safe for use by several threads. */
final class EngineCalls {
    private final LoopSettings settings;
    private final PullBoard pulls;

    EngineCalls(LoopSettings settings, PullBoard pulls) {
        this.settings = settings;
        this.pulls = pulls;
    }

    /** Does {@code effect} and returns what became of it. Whatever is refused leaves nothing behind. */
    EffectOutcome perform(Effect effect, ContainerEngine engine) {
        if (effect instanceof Effect.Create create) {
            return create(create, engine);
        } else if (effect instanceof Effect.Run run) {
            return run(run, engine);
        }
        if (effect instanceof Effect.Rename rename) {
            return attempt(() -> {
                engine.rename(rename.containerId(), rename.name(), settings.callDeadline());
                return engine.inspect(rename.containerId(), settings.callDeadline());
            });
        }
        Effect.Remove remove = (Effect.Remove) effect;
        return attempt(() -> {
            stopGently(remove.containerId(), engine);
            engine.remove(remove.containerId(), settings.callDeadline());
            return null;
        });
    }

    private EffectOutcome create(Effect.Create create, ContainerEngine engine) {
        String id;
        try {
            pull(create, engine);
            id = createOrAdopt(create, engine);
        } catch (EngineException e) {
            return failed(e);
        }
        if (create.start()) {
            try {
                engine.start(id, settings.createDeadline());
            } catch (EngineRefusedException e) {
                return refusedAfterCleaning(id, e, engine);
            } catch (EngineException e) {
                return EffectOutcome.unknown(reason(e)); // the container exists, so this was not "never sent"
            }
        }
        try {
            return EffectOutcome.done(engine.inspect(id, settings.callDeadline()));
        } catch (EngineException e) {
            return EffectOutcome.unknown(reason(e));
        }
    }

    private void pull(Effect.Create create, ContainerEngine engine) {
        ContainerSpec spec = create.request().spec();
        pulls.progress(create, PullProgress.BEGUN);
        try {
            engine.pull(
                    spec.image(),
                    spec.runOptions().pullPolicy(),
                    progress -> pulls.progress(create, progress),
                    settings.pullDeadline());
        } finally {
            pulls.ended(create);
        }
    }

    private String createOrAdopt(Effect.Create create, ContainerEngine engine) {
        try {
            return engine.create(create.request(), settings.createDeadline());
        } catch (EngineRefusedException refused) {
            if (!refused.isConflict()) {
                throw refused;
            }
            ObservedContainer holder = holder(create, engine, refused);
            Optional<InstanceIdentity> identity = holder.findIdentity();
            if (identity.filter(other -> isSame(create.identity(), other)).isPresent()) {
                return holder.id();
            }
            if (identity.filter(other -> isEarlier(create.identity(), other)).isEmpty()) {
                throw new EngineRefusedException(
                        refused.status(),
                        "the name " + create.request().name() + " is taken by container " + holder.id()
                                + ", which is not ours to remove");
            }
            stopGently(holder.id(), engine);
            engine.remove(holder.id(), settings.callDeadline());
            return engine.create(create.request(), settings.createDeadline());
        }
    }

    private ObservedContainer holder(Effect.Create create, ContainerEngine engine, EngineRefusedException refused) {
        try {
            return engine.inspect(create.request().name(), settings.callDeadline());
        } catch (EngineRefusedException e) {
            throw refused; // it is not the name that the engine minds, so its first words count
        }
    }

    private static boolean isSame(InstanceIdentity wanted, InstanceIdentity other) {
        return isEarlierOrSame(wanted, other) && other.incarnation() == wanted.incarnation();
    }

    private static boolean isEarlier(InstanceIdentity wanted, InstanceIdentity other) {
        return isEarlierOrSame(wanted, other) && other.incarnation() < wanted.incarnation();
    }

    private static boolean isEarlierOrSame(InstanceIdentity wanted, InstanceIdentity other) {
        return other.clusterId().equals(wanted.clusterId())
                && other.metaId().equals(wanted.metaId())
                && other.index() == wanted.index()
                && other.incarnation() <= wanted.incarnation();
    }

    /** A container that could not be started would keep its name, so it goes. */
    private EffectOutcome refusedAfterCleaning(String id, EngineRefusedException refusal, ContainerEngine engine) {
        try {
            engine.remove(id, settings.callDeadline());
            return EffectOutcome.refusedAfterRemoval(reason(refusal), id);
        } catch (EngineException e) {
            return EffectOutcome.unknown(reason(refusal) + "; and it could not be removed: " + reason(e));
        }
    }

    private EffectOutcome run(Effect.Run run, ContainerEngine engine) {
        String id = run.containerId();
        Duration patient = settings.callDeadline().plus(settings.stopGrace());
        return attempt(() -> {
            switch (run.verb()) {
                case START -> engine.start(id, settings.createDeadline());
                case STOP -> engine.stop(id, settings.stopGrace(), patient);
                case RESTART ->
                    engine.restart(
                            id, settings.stopGrace(), settings.createDeadline().plus(settings.stopGrace()));
                case KILL -> engine.kill(id, settings.callDeadline());
                case PAUSE -> engine.pause(id, settings.callDeadline());
                case UNPAUSE -> engine.unpause(id, settings.callDeadline());
            }
            return engine.inspect(id, settings.callDeadline());
        });
    }

    /** Asks first; what does not stop is removed all the same. */
    private void stopGently(String id, ContainerEngine engine) {
        try {
            engine.stop(id, settings.stopGrace(), settings.callDeadline().plus(settings.stopGrace()));
        } catch (EngineRefusedException e) {
            return; // gone, or never started: the removal settles it
        }
    }

    private static EffectOutcome attempt(Call call) {
        try {
            return EffectOutcome.done(call.run());
        } catch (EngineException e) {
            return failed(e);
        }
    }

    private static EffectOutcome failed(EngineException e) {
        if (e instanceof EngineRefusedException) {
            return EffectOutcome.refused(reason(e));
        }
        return e instanceof EngineUnreachableException
                ? EffectOutcome.unreachable(reason(e))
                : EffectOutcome.unknown(reason(e));
    }

    /** The words of the original: what the engine said, behind this. */
    private static String reason(EngineException e) {
        return e instanceof EngineRefusedException refused
                ? "Error response from daemon: " + refused.reason()
                : e.getMessage();
    }

    @FunctionalInterface
    private interface Call {
        @Nullable
        ObservedContainer run();
    }
}

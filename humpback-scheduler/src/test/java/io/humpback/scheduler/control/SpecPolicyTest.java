package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which configurations may be committed, whichever command brings them. */
class SpecPolicyTest {
    private final LoopFixture fixture = new LoopFixture("n1", "n2");
    private MetaId meta = MetaId.of("none");

    @BeforeEach
    void create() {
        meta = fixture.created(2, "app:1");
        fixture.policy = spec -> spec.image().startsWith("bad:") ? "Image refused by rule bad: " + spec.image() : "";
    }

    private void assertRefused(Command command) {
        assertThatThrownBy(() -> fixture.submit(command).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(CommandRejectedException.class)
                .hasMessage("Image refused by rule bad: bad:1")
                .extracting(e -> ((CommandRejectedException) e).reason())
                .isEqualTo(CommandRejectedException.Reason.NOT_ADMITTED);
    }

    @Test
    void asksItOfEachCommandThatBringsAConfiguration() {
        ContainerSpec bad = LoopFixture.spec("web", "bad:1");
        long sequence = fixture.store.head().sequence();

        assertRefused(LoopFixture.create(1, LoopFixture.spec("other", "bad:1")));
        assertRefused(new Command.UpdateMeta(meta, 3, null, null, null, bad));
        assertRefused(new Command.UpgradeMeta(meta, "bad:1"));

        assertThat(fixture.store.head().sequence()).as("commits").isEqualTo(sequence);
        assertThat(fixture.counts()).containsExactly(1, 1);
    }

    @Test
    void asksItNothingOfWhatIsCommitted() {
        fixture.policy = spec -> "Image refused by rule none: " + spec.image();

        assertThat(fixture.run(LoopFixture.scale(meta, 3)).isComplete()).isTrue();
        fixture.allNames().stream()
                .limit(1)
                .forEach(name -> fixture.engines.get("n1").deleteByHand(name));
        fixture.pass(LoopFixture.SETTINGS.recoveryInterval());

        assertThat(fixture.allNames()).hasSize(3);
    }
}

package io.humpback.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RenderFarmTest {
    @Test
    void tellsItsStory() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new RenderFarm(new PrintStream(bytes, true, StandardCharsets.UTF_8)).run();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        Three machines: two in the basement (16 cores, 64 GiB), one in the attic (32 cores, 128 GiB).
                          scene 1 renders on attic-1
                          scene 2 renders on basement-1
                          scene 3 renders on basement-2
                          scene 4 renders on attic-1
                          scene 5 renders on basement-1
                          scene 6 renders on attic-1
                          scene 7 renders on basement-2
                          scene 8 renders on attic-1
                        8 scenes of 8 are rendering, as many in the attic as in the basement.

                        Two cuts of the trailer must run at the same time:
                          not beside the film; cut 2: no node fits: 3 lack memory
                        One of them alone: on attic-1
                        Why not another one?
                        instance of trailer needing 2 CPU, 48 GiB: no node fits: 3 lack memory (need 48 GiB, most free 32 GiB)
                          attic-1: no, resources: lack memory (need 48 GiB, free 16 GiB); waiting may help
                          basement-1: no, resources: lack memory (need 48 GiB, free 32 GiB); waiting may help
                          basement-2: no, resources: lack memory (need 48 GiB, free 32 GiB); waiting may help

                        What if the attic floods?
                          whale-song: attic-1 -> basement-1
                          whale-song: attic-1 -> basement-2
                          whale-song: attic-1 -> basement-1
                          whale-song: attic-1 -> basement-2
                          trailer: attic-1 -> nowhere, no node fits: 2 lack CPU (need 2 CPU, most free 0 CPU)
                        And any one room?
                          without node.labels.room=attic: all find another node
                          without node.labels.room=basement: 4 of whale-song lack a node: no node fits: 1 lack gpu (need 1 gpu, most free 0 gpu)

                        The scenes on basement-1 are done.
                        Would two moves help? 1 move, objective 42.65 -> 33.27 (gain 9.383)
                          trailer: attic-1 -> basement-1

                        What to buy for six more cuts of the trailer?
                          5 more of 8 CPU, 64 GiB
                          1 more of 64 CPU, 512 GiB
                        """);
    }
}

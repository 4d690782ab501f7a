package io.humpback.server.docker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.RunOptions;
import org.jspecify.annotations.Nullable;

/** What Jackson must know of core's records beside their components. */
final class AgentMixins {
    private AgentMixins() {}

    /** An id is its text. A mixin's methods are never called: Jackson matches them by name and reads the annotations. */
    record GroupIdForm(@JsonValue String value) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static GroupId of(String value) {
            return GroupId.of(value);
        }
    }

    /** As above. */
    record MetaIdForm(@JsonValue String value) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static MetaId of(String value) {
            return MetaId.of(value);
        }
    }

    /** An agent to which no leader has come obeys nobody, and one that does not know of it yet leaves it out. */
    interface AgentInfoForm {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        Fence obeys();
    }

    /** A foreign container has no identity. */
    interface ObservedContainerForm {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        InstanceIdentity identity();

        /** An agent that does not know of it yet leaves it out. */
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        String imageDigest();
    }

    /** A side that does not know of them yet leaves them out, and so does one for which they say nothing. */
    interface ContainerSpecForm {
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        RunOptions runOptions();
    }

    /** As above. */
    interface RunOptionsForm {
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        long stopOnDisconnectMillis();
    }

    /** An agent that does not know of it yet leaves it out. */
    interface ContainerStateForm {
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        int restartCount();
    }
}

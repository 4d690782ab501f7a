package io.humpback.discovery;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.ClusterInfo;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutProgress;
import io.humpback.core.RunOptions;
import io.humpback.core.Tombstone;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What Jackson must know of core's records beside their components; core itself knows nothing of Jackson's binding. */
final class CodecMixins {
    private CodecMixins() {}

    static JsonMapper.Builder addTo(JsonMapper.Builder builder) {
        return builder.addMixIn(ClusterInfo.class, ClusterInfoMixin.class)
                .addMixIn(GroupId.class, GroupIdMixin.class)
                .addMixIn(MetaId.class, MetaIdMixin.class)
                .addMixIn(NodeId.class, NodeIdMixin.class)
                .addMixIn(OperationId.class, OperationIdMixin.class)
                .addMixIn(Group.class, GroupMixin.class)
                .addMixIn(MetaAssignments.class, MetaAssignmentsMixin.class)
                .addMixIn(Meta.class, MetaMixin.class)
                .addMixIn(MetaOptions.class, MetaOptionsMixin.class)
                .addMixIn(Operation.class, OperationMixin.class)
                .addMixIn(NodeStatus.class, NodeStatusMixin.class)
                .addMixIn(NodeStatus.Seen.class, SeenMixin.class)
                .addMixIn(ContainerSpec.class, ContainerSpecMixin.class)
                .addMixIn(RunOptions.class, RunOptionsMixin.class)
                .addMixIn(ContainerState.class, ContainerStateMixin.class)
                .addMixIn(ObservedContainer.class, ObservedContainerMixin.class)
                .addMixIn(Tombstone.class, TombstoneMixin.class);
    }

    /** An id is its text. A mixin's methods are never called: Jackson matches them by name and reads the annotations. */
    private record GroupIdMixin(@JsonValue String value) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static GroupId of(String value) {
            return GroupId.of(value);
        }
    }

    private record MetaIdMixin(@JsonValue String value) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static MetaId of(String value) {
            return MetaId.of(value);
        }
    }

    private record NodeIdMixin(@JsonValue String value) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static NodeId of(String value) {
            return NodeId.of(value);
        }
    }

    private record OperationIdMixin(@JsonValue String value) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static OperationId of(String value) {
            return OperationId.of(value);
        }
    }

    @JsonSerialize(converter = AssignmentsForm.FromAssignments.class)
    @JsonDeserialize(converter = AssignmentsForm.ToAssignments.class)
    interface MetaAssignmentsMixin {}

    /** The field is not written where there is nothing to say, so that the document of most states is what it always was. */
    interface ClusterInfoMixin {
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        String unfinished();
    }

    interface GroupMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        Instant removedAt();
    }

    interface MetaMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        ContainerSpec previousSpec();

        /** Absent in what was committed before there was such a number. */
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        long previousSpecVersion();
    }

    interface MetaOptionsMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        RollOutPolicy rollOut();
    }

    interface OperationMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        RollOutProgress rollOut();
    }

    interface NodeStatusMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        Instant downSince();

        @JsonSetter(nulls = Nulls.SET)
        NodeStatus.@Nullable Seen seen();
    }

    interface SeenMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        Integer agentProtocol();
    }

    interface ContainerStateMixin {
        /** Absent in what was committed before it was observed. */
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        int restartCount();
    }

    interface ContainerSpecMixin {
        /** Absent where it says nothing, as in what was committed before there were such options. */
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = SaysNothing.class)
        RunOptions runOptions();
    }

    interface RunOptionsMixin {
        /** Absent in what was committed before there was such a thing. */
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long stopOnDisconnectMillis();
    }

    interface ObservedContainerMixin {
        @JsonSetter(nulls = Nulls.SET)
        @Nullable
        InstanceIdentity identity();

        /** Absent in what was committed before it was observed. */
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        String imageDigest();
    }

    /** Jackson leaves out what equals this: most containers have none of these options. */
    static final class SaysNothing {
        @Override
        public boolean equals(Object other) {
            return RunOptions.DEFAULT.equals(other);
        }

        @Override
        public int hashCode() {
            return RunOptions.DEFAULT.hashCode();
        }
    }

    interface TombstoneMixin {
        @JsonSerialize(converter = Sorted.class)
        Set<String> containerIds();
    }

    /** Gives a set an order, so that the same document is always the same text. */
    static final class Sorted extends com.fasterxml.jackson.databind.util.StdConverter<Set<String>, SortedSet<String>> {
        @Override
        public SortedSet<String> convert(Set<String> values) {
            return new TreeSet<>(values);
        }
    }
}

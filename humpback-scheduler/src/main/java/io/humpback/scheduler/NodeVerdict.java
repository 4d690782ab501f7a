package io.humpback.scheduler;

import io.humpback.core.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the scheduler thinks of one node for one request. Immutable. */
public sealed interface NodeVerdict {
    /** Returns the node. */
    NodeId node();

    /**
     * The node cannot take the instance.
     *
     * @param filter which filter says so
     * @param veto the reason, and whether waiting helps
     * @param fact what the filter found, or null where the reason says it all
     */
    record Vetoed(
            NodeId node, String filter, Veto veto, @Nullable Fact fact) implements NodeVerdict {
        /** Returns the verdict in words. */
        @Override
        public String toString() {
            return node + ": no, " + filter + ": " + veto.reason() + (fact == null ? "" : " (" + fact + ")")
                    + (veto.isTransient() ? "; waiting may help" : "; waiting does not help");
        }
    }

    /**
     * The node can take it.
     *
     * @param place its place among those that can, from 1
     * @param weight what the strategy says
     * @param wishes what is compared before the weight and is not zero, the first counts most
     * @param parts what the weight comes from
     */
    record Weighed(NodeId node, int place, double weight, List<WeightPart> wishes, List<WeightPart> parts)
            implements NodeVerdict {
        /** Copies the lists. */
        public Weighed {
            wishes = List.copyOf(wishes);
            parts = List.copyOf(parts);
        }

        /** Returns the verdict in words. */
        @Override
        public String toString() {
            String before = wishes.isEmpty() ? "" : text(wishes) + "; ";
            return node + ": place " + place + ", " + before + "weight " + number(weight) + " (" + text(parts) + ")";
        }

        private static String text(List<WeightPart> parts) {
            return parts.stream()
                    .map(part -> part.name() + " " + number(part.value()))
                    .collect(Collectors.joining(", "));
        }

        private static String number(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e9
                    ? Long.toString((long) value)
                    : String.format(Locale.ROOT, "%.4g", value);
        }
    }
}

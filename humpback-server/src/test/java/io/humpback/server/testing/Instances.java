package io.humpback.server.testing;

import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Containers that a center has made, as the engines themselves report them, whatever a center says. Immutable. */
public record Instances(List<ObservedContainer> containers) {
    private static final String PREFIX = "CLUSTER-default-";

    /** Copies the list. */
    public Instances {
        containers = List.copyOf(containers);
    }

    /** Returns what is on {@code engines}, in whatever state. */
    public static Instances on(Collection<RealEngine> engines) {
        return new Instances(engines.stream()
                .flatMap(engine -> engine.containers().stream())
                .filter(container ->
                        container.findIdentity().isPresent() || container.name().startsWith(PREFIX))
                .toList());
    }

    /** Returns what is on {@code engine}, in whatever state. */
    public static Instances on(RealEngine engine) {
        return on(List.of(engine));
    }

    /** Returns how many there are. */
    public int count() {
        return containers.size();
    }

    /** Returns their names, each as often as it is there, in order. */
    public List<String> names() {
        return containers.stream().map(ObservedContainer::name).sorted().toList();
    }

    /** Returns their ids. */
    public Set<String> ids() {
        return containers.stream().map(ObservedContainer::id).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the images that they run. */
    public Set<String> images() {
        return containers.stream()
                .map(container -> container.spec().image())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns under which epochs they were created, as their labels say. */
    public Set<Long> epochs() {
        return containers.stream()
                .flatMap(container -> container.findIdentity().stream())
                .map(InstanceIdentity::epoch)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns whether each of them is in this state. */
    public boolean all(Status status) {
        return containers.stream().allMatch(container -> container.state().status() == status);
    }

    /** Returns whether there is one running instance for each of the indexes from 1 to {@code count}, and nothing else. */
    public boolean areComplete(String meta, int count) {
        return names().equals(namesOf(meta, count)) && all(Status.RUNNING);
    }

    /** Returns since when each of them has been running, by its id, as the engines wrote it. */
    public Map<String, String> starts() {
        return containers.stream()
                .collect(Collectors.toMap(
                        ObservedContainer::id, container -> container.state().startedAt()));
    }

    /** Returns those of them that are not in {@code others}. */
    public Instances without(Instances others) {
        return new Instances(containers.stream()
                .filter(container -> !others.ids().contains(container.id()))
                .toList());
    }

    /** Returns the names of {@code count} containers of a meta of the default group, in order. */
    public static List<String> namesOf(String meta, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(index -> PREFIX + meta + "-" + index)
                .sorted()
                .toList();
    }
}

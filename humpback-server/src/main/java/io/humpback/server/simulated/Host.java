package io.humpback.server.simulated;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a simulated host holds: containers, images, events. On the loop's thread only. */
final class Host {
    final EngineProfile profile;
    final EventLoop loop;
    final InstantSource clock;
    final EventLog events;
    final ContainerLife life;
    final Map<String, SimulatedImage> images = new LinkedHashMap<>();
    private final Map<String, SimulatedContainer> containers = new LinkedHashMap<>();
    private final Map<String, String> idsByName = new LinkedHashMap<>();
    private long nextId;

    Host(EngineProfile profile, EventLoop loop, InstantSource clock) {
        this.profile = profile;
        this.loop = loop;
        this.clock = clock;
        this.events = new EventLog(clock);
        this.life = new ContainerLife(loop, clock, events);
        profile.images().forEach(image -> images.put(image.reference(), image));
    }

    /** Returns the containers, the newest first. */
    List<SimulatedContainer> containers() {
        List<SimulatedContainer> all = new ArrayList<>(containers.values());
        Collections.reverse(all);
        return all;
    }

    /** Returns the container of this id, name, or begin of an id; refused if there is none. */
    SimulatedContainer container(String idOrName) {
        SimulatedContainer found = containers.get(idsByName.getOrDefault(withoutSlash(idOrName), idOrName));
        if (found != null) {
            return found;
        }
        List<SimulatedContainer> some = containers.values().stream()
                .filter(container -> !idOrName.isEmpty() && container.id.startsWith(idOrName))
                .toList();
        if (some.size() > 1) {
            throw new Refusal(400, "Multiple IDs found with provided prefix: " + idOrName);
        }
        if (some.isEmpty()) {
            throw new Refusal(404, "No such container: " + idOrName);
        }
        return some.get(0);
    }

    void add(SimulatedContainer container) {
        containers.put(container.id, container);
        idsByName.put(container.name, container.id);
        life.tell(container, "create");
    }

    void remove(SimulatedContainer container, boolean force) {
        life.remove(container, force);
        containers.remove(container.id);
        idsByName.remove(container.name);
    }

    void rename(SimulatedContainer container, String newName) {
        String name = withoutSlash(newName);
        if (name.isEmpty()) {
            throw new Refusal(400, "Neither old nor new names may be empty");
        }
        if (name.equals(container.name)) {
            throw new Refusal(400, "Renaming a container with the same name as its current name");
        }
        checkName("Error when allocating new name: ", "/", name);
        String old = container.name;
        idsByName.remove(old);
        idsByName.put(name, container.id);
        container.name = name;
        life.tell(container, "rename", Map.of("oldName", "/" + old));
    }

    /** Refuses a name that no container may have, or that one has. */
    void checkName(String prefix, String slash, String name) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+")) {
            throw new Refusal(
                    400,
                    prefix + "Invalid container name (" + slash + name
                            + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        String holder = idsByName.get(name);
        if (holder != null) {
            throw new Refusal(
                    409,
                    prefix + "Conflict. The container name \"/" + name + "\" is already in use by container \"" + holder
                            + "\". You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    /** Returns the image that is here under this name or id, null if there is none. */
    @Nullable
    SimulatedImage findImage(String reference) {
        SimulatedImage image = images.get(SimulatedImage.withTag(reference));
        return image != null
                ? image
                : images.values().stream()
                        .filter(other ->
                                other.id().equals(reference) || other.id().equals("sha256:" + reference))
                        .findFirst()
                        .orElse(null);
    }

    /** Returns an id that no other container of any simulated engine has. */
    String newId() {
        String seed = profile.name() + "/" + profile.socket() + "/" + nextId++ + "/" + clock.instant() + "/"
                + System.identityHashCode(this);
        return Hashing.sha256().hashString(seed, StandardCharsets.UTF_8).toString();
    }

    /** Loses everything but its own identity, as a host that was installed anew. */
    void wipe() {
        containers.clear();
        idsByName.clear();
        images.clear();
        profile.images().forEach(image -> images.put(image.reference(), image));
        events.forgetPast();
    }

    static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }
}

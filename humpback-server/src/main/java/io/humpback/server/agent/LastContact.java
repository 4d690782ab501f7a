package io.humpback.server.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the cluster last surely knew of this agent. That is the sending of an announcement that was accepted, or the
 * giving of an answer that the leader has shown to have got: never later than what the cluster itself knows. Kept in a
 * file, so that a restart of the agent does not begin the count anew. Safe for use by several threads.
 */
public final class LastContact {
    /** Stands for a time that is not known. */
    static final Instant NEVER = Instant.MIN;

    private static final Logger log = LoggerFactory.getLogger(LastContact.class);
    private static final int MAX_BYTES = 200;

    private final BootClock clock;
    private final Path file;
    private final String nonce = UUID.randomUUID().toString();
    private Instant last;

    /** Creates it with what {@code file} says of this run of the host. */
    LastContact(BootClock clock, Path file) {
        this.clock = clock;
        this.file = file;
        this.last = read();
    }

    /** Returns now, by the clock in which contacts are noted. */
    Instant now() {
        return clock.instant();
    }

    /** Returns the last contact, {@link #NEVER} if none is known. */
    synchronized Instant last() {
        return last;
    }

    /** Notes that the cluster knew of this agent at {@code when}. An earlier contact than the last one changes nothing. */
    synchronized void note(Instant when) {
        if (when.isAfter(last)) {
            last = when;
            keep();
        }
    }

    /** Returns the stamp of an answer that is given now; only this process understands it. */
    String stamp() {
        return nonce + "." + now().toEpochMilli();
    }

    /** Notes that the leader has got the answer that bore {@code stamp}, if it is one of ours. */
    void heard(String stamp) {
        if (stamp.startsWith(nonce + ".")) {
            try {
                Instant when = Instant.ofEpochMilli(Long.parseLong(stamp.substring(nonce.length() + 1)));
                if (!when.isAfter(now())) {
                    note(when);
                }
            } catch (NumberFormatException e) {
                log.debug("stamp that we did not give");
            }
        }
    }

    /** Not forced to the disk: what a crash of the host takes away, a new boot makes worthless anyway. */
    private void keep() {
        if (clock.boot().isEmpty()) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(beside, clock.boot() + " " + last.toEpochMilli());
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.debug("last contact not kept; after a restart it counts as long ago: file={}", file, e);
        }
    }

    private Instant read() {
        try {
            if (clock.boot().isEmpty() || Files.size(file) > MAX_BYTES) {
                return NEVER;
            }
            String[] words = Files.readString(file).split(" ", -1);
            Instant kept = words.length == 2 && words[0].equals(clock.boot())
                    ? Instant.ofEpochMilli(Long.parseLong(words[1]))
                    : NEVER;
            return kept.isAfter(now()) ? NEVER : kept;
        } catch (IOException | NumberFormatException e) {
            return NEVER; // the first start, or damaged
        }
    }
}

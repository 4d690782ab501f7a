package io.humpback.server;

import io.humpback.server.docker.DockerSettings;
import java.time.Duration;

/**
 * How containers are looked for. Immutable.
 *
 * @param docker how Docker engines are talked to
 * @param patience how long nodes may take to announce themselves, and the lead to be free
 * @param nodes how many nodes there are, so that nobody waits for more; 0 if that is not known
 * @param cluster whose containers are meant; empty for the one that there is
 * @param floor the highest epoch that an agent has seen, if it is known to be higher than all that is found
 */
public record RestorationSettings(DockerSettings docker, Duration patience, int nodes, String cluster, long floor) {}

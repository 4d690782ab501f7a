package io.humpback.server.docker;

/**
 * What a container uses at a moment. Immutable.
 *
 * @param cpuPercent of one core since the measurement before, in percent
 * @param memoryBytes without what the kernel keeps of files
 * @param memoryLimitBytes the container's limit, or the host's memory
 * @param networkInBytes received since its start
 * @param networkOutBytes sent since its start
 * @param readBytes read from devices since its start
 * @param writtenBytes written to devices since its start
 */
public record AgentStats(
        double cpuPercent,
        long memoryBytes,
        long memoryLimitBytes,
        long networkInBytes,
        long networkOutBytes,
        long readBytes,
        long writtenBytes) {}

package io.humpback.discovery.etcd;

import io.etcd.jetcd.Response.Header;
import io.humpback.discovery.KeyValueException;

/**
 * Sees whether etcd is still the one that it was: a cluster that was wiped has another id, and one that was restored has
 * a lower revision than it had. From then on nothing is read or written: what stands there is not what this program has
 * acted on, and to delete anything on its word would be to delete on ignorance. Only a start of the program, which is an
 * operator's word, takes the state for what it is. Safe for use by several threads.
 */
final class EtcdContinuity {
    private long clusterId;
    private long revision;
    private String broken = "";

    /** Returns the highest revision that is known now: a call that begins from now on must not see a lower one. */
    synchronized long floor() {
        checkUnbroken();
        return revision;
    }

    /**
     * Checks what the answer to a linearizable call says.
     *
     * @param floor from before the call
     */
    synchronized void check(Header header, long floor) {
        if (clusterId != 0 && header.getClusterId() != clusterId) {
            broken = "etcd is another cluster now: id=" + hex(header.getClusterId()) + ", before=" + hex(clusterId)
                    + ". Maybe it was wiped";
        } else if (header.getRevision() < floor) {
            broken = "etcd went back: revision=" + header.getRevision() + ", before=" + floor
                    + ". Maybe an older state was restored";
        }
        checkUnbroken();
        clusterId = header.getClusterId();
        revision = Math.max(revision, header.getRevision());
    }

    private static String hex(long id) {
        return Long.toUnsignedString(id, 16);
    }

    private void checkUnbroken() {
        if (!broken.isEmpty()) {
            throw KeyValueException.notDone(
                    broken + ". Nothing is read or written before the center is started anew", null);
        }
    }
}

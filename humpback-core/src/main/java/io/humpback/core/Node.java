package io.humpback.core;

/**
 * A host as it announced itself, or as configuration names it. Immutable.
 *
 * @param name what people call it; unique in a cluster, compared without case
 * @param address the address under which others reach its containers
 * @param endpoint where its engine is reached: a Docker endpoint ({@code unix:///…}, {@code tcp://host:port}) or an
 *     agent's API address
 * @param facts what its engine said last, {@link NodeFacts#UNKNOWN} before it was asked
 * @param appVersion the version of the agent, empty without one
 * @param agentProtocol the version of our own agents' protocol that is spoken at the endpoint; 0 where an original agent
 *     announced itself, which knows none, or where no agent is
 */
public record Node(
        NodeId id, String name, String address, String endpoint, NodeFacts facts, String appVersion, int agentProtocol)
        implements Comparable<Node> {
    /** Checks that the endpoint is not blank. The name may be empty until the engine has said its own. */
    public Node {
        Checks.checkNotBlank("endpoint", endpoint);
        Checks.checkNotNegative("agentProtocol", agentProtocol);
    }

    /** Creates a node without an agent of ours. */
    public Node(NodeId id, String name, String address, String endpoint, NodeFacts facts, String appVersion) {
        this(id, name, address, endpoint, facts, appVersion, 0);
    }

    /** Returns this node with other facts. */
    public Node withFacts(NodeFacts newFacts) {
        return new Node(id, name, address, endpoint, newFacts, appVersion, agentProtocol);
    }

    /** Returns this node under another name. */
    public Node withName(String newName) {
        return new Node(id, newName, address, endpoint, facts, appVersion, agentProtocol);
    }

    /** Returns this node with an agent that speaks version {@code newProtocol} of our own agents' protocol, 0 for none. */
    public Node withAgentProtocol(int newProtocol) {
        return new Node(id, name, address, endpoint, facts, appVersion, newProtocol);
    }

    @Override
    public int compareTo(Node other) {
        return id.compareTo(other.id);
    }
}

package io.humpback.server.testing;

/**
 * What a way to an engine cannot do and its suite therefore declares. The contract does not skip anything then: it asserts
 * what happens instead, so that a lack that is none any more fails too.
 */
public enum Lack {
    /** Whatever is created is started at once, and what cannot be started leaves nothing that could be. */
    CREATE_WITHOUT_START,
    /** Whatever is created has its image fetched first, unless the engine has it. */
    CREATE_WITHOUT_PULL,
    /** Nothing is told of what happens at the engine, but now and then that something may have happened. */
    EVENTS,
    /** An engine that was not reached cannot be told from one that gave no answer. */
    REACHABILITY
}

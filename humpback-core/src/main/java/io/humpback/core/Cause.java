package io.humpback.core;

/** Why instances change. Each cause names the one event that tells of it. */
public enum Cause {
    /** A user created the meta. */
    CREATE("CreateMetaEvent"),
    /** A user removed the meta, or its group left cluster mode. */
    REMOVE("RemoveMetaEvent"),
    /** A user started, stopped, restarted, killed, paused or unpaused instances. */
    OPERATE("OperateMetaEvent"),
    /** A user changed the number of instances or the configuration. */
    UPDATE("UpdateMetaEvent"),
    /** A user changed the image. */
    UPGRADE("UpgradeMetaEvent"),
    /** A node died, was drained or stopped to match. */
    MIGRATE("MigrateMetaEvent"),
    /** Containers were found missing or surplus. */
    RECOVER("RecoveryMetaEvent");

    private final String eventName;

    Cause(String eventName) {
        this.eventName = eventName;
    }

    /** Returns the event's name in a webhook. */
    public String eventName() {
        return eventName;
    }

    /** Returns whether a user waits for the outcome. */
    public boolean isUser() {
        return this != MIGRATE && this != RECOVER;
    }
}

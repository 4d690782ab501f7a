package io.humpback.webhook;

import java.time.Duration;

/** Builds a {@link WebhookConfig}, which documents the options and their ranges. Not safe for use by several threads. */
public final class WebhookConfigBuilder {
    private int senders = 8;
    private int pageSize = 4;
    private Duration attemptTimeout = Duration.ofSeconds(15);
    private Duration firstRetry = Duration.ofSeconds(1);
    private Duration maxRetry = Duration.ofMinutes(5);
    private Duration maxRetryAfter = Duration.ofHours(1);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private HookVisibility show = HookVisibility.OWN;
    private long jitterSeed;

    WebhookConfigBuilder() {}

    /** Sets how many requests may be under way at once. */
    public WebhookConfigBuilder senders(int senders) {
        this.senders = senders;
        return this;
    }

    /** Sets how many events a sender holds in memory. */
    public WebhookConfigBuilder pageSize(int pageSize) {
        this.pageSize = pageSize;
        return this;
    }

    /** Sets the time for one request in all. */
    public WebhookConfigBuilder attemptTimeout(Duration attemptTimeout) {
        this.attemptTimeout = attemptTimeout;
        return this;
    }

    /** Sets the wait after the first failure. */
    public WebhookConfigBuilder firstRetry(Duration firstRetry) {
        this.firstRetry = firstRetry;
        return this;
    }

    /** Sets the longest wait after a failure. */
    public WebhookConfigBuilder maxRetry(Duration maxRetry) {
        this.maxRetry = maxRetry;
        return this;
    }

    /** Sets the longest wait that a receiver can ask for. */
    public WebhookConfigBuilder maxRetryAfter(Duration maxRetryAfter) {
        this.maxRetryAfter = maxRetryAfter;
        return this;
    }

    /** Sets how long closing may take. */
    public WebhookConfigBuilder closeTimeout(Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
        return this;
    }

    /** Sets what a receiver sees of the others. */
    public WebhookConfigBuilder show(HookVisibility show) {
        this.show = show;
        return this;
    }

    /** Sets the seed of the random part of the waits. */
    public WebhookConfigBuilder jitterSeed(long jitterSeed) {
        this.jitterSeed = jitterSeed;
        return this;
    }

    /** Returns the configuration; throws {@link IllegalArgumentException} if an option is out of its range. */
    public WebhookConfig build() {
        return new WebhookConfig(
                senders, pageSize, attemptTimeout, firstRetry, maxRetry, maxRetryAfter, closeTimeout, show, jitterSeed);
    }
}

package io.humpback.server.config;

import io.humpback.core.contract.ClusterToken;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured of a center, checked. Immutable. {@link ConfigLoader} makes it from its sources;
 * {@link #defaults()} is what it gives without any.
 *
 * @param version the version that the file claims; empty without one. Means nothing to us
 * @param pidFile where the process id is written; empty for nowhere
 * @param retryStartup whether a center that cannot start tries again
 * @param siteApi the address of the web site's API; empty without one
 * @param notifications the original's mail endpoints as they stand in the file
 * @param engines the Docker engines that are nodes by configuration
 * @param tls the files with which engines at {@code tcp://} are spoken to
 * @param token what agents show to join; null for the one in the data directory, which is made at the first start, or
 *     for none where there are certificates
 * @param clusterTls the files by which center and agents know each other, all of them or none; with them the API is
 *     served over TLS
 * @param pulls how images are fetched by the engines that are reached without an agent
 */
public record CenterConfig(
        String version,
        String pidFile,
        boolean retryStartup,
        String siteApi,
        ClusterConfig cluster,
        DiscoveryConfig discovery,
        ApiConfig api,
        List<Map<String, Object>> notifications,
        LoggerConfig logger,
        ConfiguredEngines engines,
        TlsFiles tls,
        SchedulingConfig scheduling,
        @Nullable ClusterToken token,
        TlsFiles clusterTls,
        PullConfig pulls) {
    /** Copies the list. */
    public CenterConfig {
        notifications = List.copyOf(notifications);
    }

    /** Creates the configuration of a center that makes its own token. */
    public CenterConfig(
            String version,
            String pidFile,
            boolean retryStartup,
            String siteApi,
            ClusterConfig cluster,
            DiscoveryConfig discovery,
            ApiConfig api,
            List<Map<String, Object>> notifications,
            LoggerConfig logger,
            ConfiguredEngines engines,
            TlsFiles tls,
            SchedulingConfig scheduling) {
        this(
                version,
                pidFile,
                retryStartup,
                siteApi,
                cluster,
                discovery,
                api,
                notifications,
                logger,
                engines,
                tls,
                scheduling,
                null,
                TlsFiles.NONE,
                PullConfig.DEFAULT);
    }

    /** Returns the configuration of a center to which nothing was said. */
    public static CenterConfig defaults() {
        return new ConfigLoader().load().config();
    }

    /** Returns this configuration with other engines. */
    public CenterConfig withEngines(ConfiguredEngines newEngines) {
        return new CenterConfig(
                version,
                pidFile,
                retryStartup,
                siteApi,
                cluster,
                discovery,
                api,
                notifications,
                logger,
                newEngines,
                tls,
                scheduling,
                token,
                clusterTls,
                pulls);
    }

    /** Returns it as {@link ConfigurationView} shows it, with secrets masked. */
    @Override
    public String toString() {
        return "CenterConfig" + ConfigurationView.of(this, version) + engines.addresses();
    }
}

package io.humpback.server.http.v1;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Hook;
import io.humpback.core.Placement;
import io.humpback.core.contract.Container;
import io.humpback.core.contract.ContainerHealth;
import io.humpback.core.contract.PlacementRules;
import io.humpback.core.contract.WebHook;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a meta from the fields of a request. Stateless. */
final class ConfigFields {
    /** What {@link URI#getHost} does not know: names with an underscore, as Docker's own networks have them. */
    private static final Pattern AUTHORITY = Pattern.compile("([^@]*@)?[A-Za-z0-9_.-]+(:[0-9]{1,5})?");

    private ConfigFields() {}

    /** Returns the configuration of a container. {@code name} stands for one that it does not name itself. */
    static ContainerSpec spec(Fields config, String name) {
        String own = config.text("Name").strip();
        return new Container(
                        "",
                        config.text("Image"),
                        config.text("Command"),
                        "",
                        own.isEmpty() ? name : own,
                        config.objects("Ports", ConfigFields::port),
                        config.objects(
                                "Volumes",
                                volume -> new Container.Volume(
                                        volume.text("ContainerVolume"), volume.text("HostVolume"))),
                        config.texts("Dns"),
                        config.texts("Env"),
                        config.text("HostName"),
                        config.text("NetworkMode"),
                        null,
                        config.text("RestartPolicy"),
                        config.integer("RestartRetryCount"),
                        config.texts("Extrahosts"),
                        config.longInteger("CPUShares"),
                        config.longInteger("Memory"),
                        config.longInteger("SHMSize"),
                        config.texts("Links"),
                        config.objects("Ulimits", ConfigFields::limit),
                        config.map("Labels"),
                        log(config.object("LogConfig")),
                        config.longInteger("CPUMillis"),
                        config.longInteger("PidsLimit"),
                        config.bool("Init", false),
                        config.texts("CapDrop"),
                        health(config.object("HealthCheck")),
                        config.text("PullPolicy"),
                        null)
                .toSpec();
    }

    /** Returns the rules of placement, anywhere if absent. */
    static Placement placement(Fields request) {
        Fields placement = request.object("Placement");
        return new PlacementRules(
                        placement.texts("Constraints"),
                        placement.objects(
                                "Preferences",
                                preference -> new PlacementRules.Preference(new PlacementRules.Spread(
                                        preference.object("Spread").text("SpreadDescriptor")))),
                        placement.objects(
                                "Platforms",
                                platform -> new PlacementRules.PlatformRule(
                                        platform.text("Architecture"), platform.text("OS"))))
                .toPlacement();
    }

    /** Returns the receivers of events, null if absent. */
    static @Nullable List<Hook> hooks(Fields request) {
        List<WebHook> entries =
                request.objects("WebHooks", hook -> new WebHook(hook.text("Url"), hook.text("SecretToken")));
        if (entries == null) {
            return null;
        }
        List<Hook> hooks = new ArrayList<>();
        for (WebHook entry : entries) {
            Hook hook = entry.toHook();
            if (!isWebAddress(hook.url())) {
                // The URL may carry a password, so it is not repeated.
                throw new IllegalArgumentException(
                        "WebHooks[" + hooks.size() + "].Url invalid, should be an http or https URL with a host");
            }
            hooks.add(hook);
        }
        return hooks;
    }

    private static boolean isWebAddress(String url) {
        try {
            URI uri = URI.create(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String authority = uri.getRawAuthority();
            return (scheme.equals("http") || scheme.equals("https"))
                    && (uri.getHost() != null
                            || (authority != null
                                    && AUTHORITY.matcher(authority).matches()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Container.Port port(Fields port) {
        return new Container.Port(
                port.integer("PrivatePort"), port.integer("PublicPort"), port.text("Type"), port.text("Ip"));
    }

    private static Container.Limit limit(Fields limit) {
        return new Container.Limit(limit.text("Name"), limit.longInteger("Hard"), limit.longInteger("Soft"));
    }

    private static ContainerHealth health(Fields health) {
        return new ContainerHealth(
                health.texts("Test"),
                health.text("Interval"),
                health.text("Timeout"),
                health.text("StartPeriod"),
                health.integer("Retries"));
    }

    private static Container.Log log(Fields log) {
        return new Container.Log(log.text("Type"), log.map("Config"));
    }
}

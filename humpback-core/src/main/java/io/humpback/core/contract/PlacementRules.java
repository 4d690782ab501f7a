package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.Constraint;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where instances may run, as the original writes it ({@code Placement}). */
@JsonPropertyOrder({"Constraints", "Preferences", "Platforms"})
public record PlacementRules(
        @JsonProperty("Constraints") @Nullable List<String> constraints,
        @JsonProperty("Preferences") @Nullable List<Preference> preferences,
        @JsonProperty("Platforms") @Nullable List<PlatformRule> platforms) {
    /** A wish to spread over something. */
    public record Preference(
            @JsonProperty("Spread") @Nullable Spread spread) {}

    /** A label to spread over. */
    public record Spread(
            @JsonProperty("SpreadDescriptor") @Nullable String descriptor) {}

    /** A platform. */
    @JsonPropertyOrder({"Architecture", "OS"})
    public record PlatformRule(
            @JsonProperty("Architecture") @Nullable String architecture,
            @JsonProperty("OS") @Nullable String os) {}

    /** Returns {@code placement} in this form: lists without content are null. */
    public static PlacementRules of(Placement placement) {
        return new PlacementRules(
                Parts.nullIfEmpty(placement.constraints().stream()
                        .map(Constraint::toString)
                        .toList()),
                Parts.nullIfEmpty(placement.preferences().stream()
                        .map(label -> new Preference(new Spread(label)))
                        .toList()),
                Parts.nullIfEmpty(placement.platforms().stream()
                        .map(platform -> new PlatformRule(platform.architecture(), platform.os()))
                        .toList()));
    }

    /** Returns what this asks for. Throws {@link IllegalArgumentException} for a constraint that cannot be parsed. */
    public Placement toPlacement() {
        List<String> labels = new ArrayList<>();
        for (Preference preference : Parts.list("Preferences", preferences)) {
            if (preference.spread() != null && preference.spread().descriptor() != null) {
                labels.add(preference.spread().descriptor());
            }
        }
        return new Placement(
                Parts.list("Constraints", constraints).stream()
                        .map(Constraint::parse)
                        .toList(),
                labels,
                Parts.list("Platforms", platforms).stream()
                        .map(rule -> new Platform(Parts.text(rule.os()), Parts.text(rule.architecture())))
                        .toList());
    }
}

package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.GoDuration;
import io.humpback.core.HealthCheck;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container's health check, in our own words: the original had none. Each part is absent where it is not said.
 *
 * @param test in Docker's form, for example {@code ["CMD-SHELL", "wget -q localhost"]}
 * @param interval as in {@code 1m30s}, like the other times
 */
@JsonPropertyOrder({"Test", "Interval", "Timeout", "StartPeriod", "Retries"})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerHealth(
        @JsonProperty("Test") @Nullable List<String> test,
        @JsonProperty("Interval") @Nullable String interval,
        @JsonProperty("Timeout") @Nullable String timeout,
        @JsonProperty("StartPeriod") @Nullable String startPeriod,

        @JsonProperty("Retries") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int retries) {
    static @Nullable ContainerHealth of(HealthCheck check) {
        return check.equals(HealthCheck.OF_IMAGE)
                ? null
                : new ContainerHealth(
                        check.test(),
                        text(check.interval()),
                        text(check.timeout()),
                        text(check.startPeriod()),
                        check.retries());
    }

    private static String text(Duration time) {
        return time.isZero() ? "" : GoDuration.format(time);
    }

    private static Duration time(@Nullable String text) {
        return text == null || text.isBlank() ? Duration.ZERO : GoDuration.parse(text.strip());
    }

    HealthCheck toCheck() {
        return new HealthCheck(
                Parts.list("HealthCheck.Test", test), time(interval), time(timeout), time(startPeriod), retries);
    }
}

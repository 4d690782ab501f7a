package io.humpback.server.config;

import com.google.common.base.Splitter;
import io.humpback.core.GoDuration;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutPolicy.FailureAction;
import io.humpback.core.RollOutPolicy.Order;
import java.time.Duration;
import java.util.Locale;

/** Reads how instances are replaced: {@code parallelism=2,delay=10s,failure-action=pause}. Stateless. */
final class RollOutWords {
    private static final Splitter COMMA = Splitter.on(',').trimResults().omitEmptyStrings();

    private RollOutWords() {}

    /**
     * Returns the policy that {@code text} writes; what it leaves out is the default's. Throws
     * {@link IllegalArgumentException} if it has another form or a value is out of range.
     */
    static RollOutPolicy parse(String text) {
        RollOutPolicy policy = RollOutPolicy.DEFAULT;
        for (String part : COMMA.split(text)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("roll-out: \"" + part + "\" (expected: KEY=VALUE)");
            }
            policy = with(
                    policy,
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return policy;
    }

    private static RollOutPolicy with(RollOutPolicy policy, String key, String value) {
        return switch (key) {
            case "parallelism" -> policy.withParallelism(parallelism(value));
            case "delay" -> policy.withDelay(time(value));
            case "monitor" -> policy.withMonitor(time(value));
            case "patience" -> policy.withPatience(time(value));
            case "order" -> policy.withOrder(word(Order.class, key, value));
            case "failure-action" -> policy.withFailureAction(word(FailureAction.class, key, value));
            default ->
                throw new IllegalArgumentException("roll-out: \"" + key
                        + "\" (expected: parallelism, delay, monitor, order, failure-action or patience)");
        };
    }

    private static int parallelism(String value) {
        if (value.equals("all")) {
            return RollOutPolicy.ALL;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("parallelism: \"" + value + "\" (expected: all, or a number)", e);
        }
    }

    private static Duration time(String value) {
        return GoDuration.parse(value);
    }

    private static <E extends Enum<E>> E word(Class<E> type, String key, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(key + ": \"" + value + "\" (expected: a word of docs/configuration.md)");
    }
}

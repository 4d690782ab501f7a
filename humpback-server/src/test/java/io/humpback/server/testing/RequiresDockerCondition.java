package io.humpback.server.testing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides for {@link RequiresDocker}. */
final class RequiresDockerCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("Docker can be run");
        }
        String reason = context.getDisplayName() + " needs Docker, missing: " + String.join(", ", missing);
        if (List.of(System.getProperty("humpback.require", "").split(",")).contains("docker")) {
            throw new AssertionError(reason + " (humpback.require=docker)");
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static List<String> missing() {
        Optional<String> root = "root".equals(System.getProperty("user.name")) ? Optional.empty() : Optional.of("root");
        Optional<String> busybox =
                TestImages.findBusybox().isPresent() ? Optional.empty() : Optional.of("busybox (static)");
        Stream<String> programs = Stream.of("dockerd", "unshare", "nsenter", "ip", "kill")
                .filter(program -> Programs.find(program).isEmpty());
        return Stream.concat(Stream.concat(root.stream(), busybox.stream()), programs)
                .toList();
    }
}

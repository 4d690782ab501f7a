package io.humpback.discovery.etcd;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides for {@link RequiresEtcd}. */
final class RequiresEtcdCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing =
                Stream.of("etcd", "kill").filter(program -> !isOnPath(program)).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("etcd can be run");
        }
        String reason = context.getDisplayName() + " needs etcd, missing: " + String.join(", ", missing);
        if (List.of(System.getProperty("humpback.require", "").split(",")).contains("etcd")) {
            throw new AssertionError(reason + " (humpback.require=etcd)");
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

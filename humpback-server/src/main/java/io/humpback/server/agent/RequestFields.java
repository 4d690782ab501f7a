package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.server.security.ForbiddenFields;
import io.humpback.server.security.Violation;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks through a request's JSON for {@link ForbiddenFields}, and for keys that stand twice in different case, of which
 * two readers would see two different values. Stateless.
 */
final class RequestFields {
    private RequestFields() {}

    /**
     * Throws {@link NotAdmittedException} for a field that asks for power over the host, unless {@code lenient}, and
     * {@link IllegalArgumentException} for a key that stands twice.
     */
    static void check(JsonNode body, boolean lenient) {
        check(body, "", lenient);
    }

    private static void check(JsonNode node, String path, boolean lenient) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), path + "[" + i + "]", lenient);
            }
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = field.getKey();
            String place = path.isEmpty() ? key : path + "." + key;
            if (!seen.add(ForbiddenFields.plain(key))) {
                throw new IllegalArgumentException(place + ": stands twice (expected: once)");
            }
            Optional<Violation> violation = lenient ? Optional.empty() : find(place, key, field.getValue());
            if (violation.isPresent()) {
                throw new NotAdmittedException(violation.get());
            }
            if (!ForbiddenFields.isFree(key)) {
                check(field.getValue(), place, lenient);
            }
        }
    }

    private static Optional<Violation> find(String place, String key, JsonNode value) {
        if (value.isTextual()) {
            return ForbiddenFields.ofText(place, key, value.asText());
        }
        boolean says = value.isContainerNode()
                ? !value.isEmpty()
                : value.isBoolean() ? value.asBoolean() : value.isNumber() && value.asDouble() != 0;
        return ForbiddenFields.of(place, key, says);
    }
}

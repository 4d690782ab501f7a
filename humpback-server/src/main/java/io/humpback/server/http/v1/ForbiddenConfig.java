package io.humpback.server.http.v1;

import io.humpback.server.http.RequestRefusedException;
import io.humpback.server.http.v1.JsonValue.JsonArray;
import io.humpback.server.http.v1.JsonValue.JsonBool;
import io.humpback.server.http.v1.JsonValue.JsonNull;
import io.humpback.server.http.v1.JsonValue.JsonNumber;
import io.humpback.server.http.v1.JsonValue.JsonObject;
import io.humpback.server.http.v1.JsonValue.JsonString;
import io.humpback.server.security.ForbiddenFields;
import io.humpback.server.security.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Looks through a request for {@link ForbiddenFields}. Where a key stands twice the last one would win, yet each is
 * looked at: who asks for power in the first place is told. Stateless.
 */
final class ForbiddenConfig {
    private static final int FORBIDDEN = 403;

    private ForbiddenConfig() {}

    /** Throws {@link RequestRefusedException} that names field and rule if {@code request} has such a field. */
    static void check(JsonValue request) {
        find(request, "").ifPresent(violation -> {
            throw new RequestRefusedException(FORBIDDEN, violation.message());
        });
    }

    private static Optional<Violation> find(JsonValue value, String place) {
        if (value instanceof JsonObject object) {
            return object.members().stream()
                    .flatMap(member -> find(member, place).stream())
                    .findFirst();
        }
        if (value instanceof JsonArray array) {
            List<JsonValue> elements = array.elements();
            for (int i = 0; i < elements.size(); i++) {
                Optional<Violation> found = find(elements.get(i), place + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> find(JsonObject.Member member, String above) {
        String place = above.isEmpty() ? member.key() : above + "." + member.key();
        Optional<Violation> own = member.value() instanceof JsonString text
                ? ForbiddenFields.ofText(place, member.key(), text.value())
                : ForbiddenFields.of(place, member.key(), says(member.value()));
        return own.isPresent() || ForbiddenFields.isFree(member.key()) ? own : find(member.value(), place);
    }

    private static boolean says(JsonValue value) {
        if (value instanceof JsonObject object) {
            return !object.members().isEmpty();
        }
        if (value instanceof JsonArray array) {
            return !array.elements().isEmpty();
        }
        if (value instanceof JsonNumber number) {
            return number.text().chars().anyMatch(digit -> digit >= '1' && digit <= '9');
        }
        return value instanceof JsonBool bool ? bool.value() : !(value instanceof JsonNull);
    }
}

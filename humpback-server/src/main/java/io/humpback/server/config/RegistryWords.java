package io.humpback.server.config;

import com.google.common.base.Splitter;
import io.humpback.core.ImageReference;
import io.humpback.core.RegistryLogin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Logins for registries as a variable has them: {@code USER:PASSWORD@REGISTRY}, several with white space between.
 * Messages repeat nothing of it. Stateless.
 */
final class RegistryWords {
    static final String EXPECTED = "USER:PASSWORD@HOST[:PORT], several with a blank between";

    private static final Splitter WORDS = Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings();

    private RegistryWords() {}

    static Map<String, RegistryLogin> parse(String text) {
        Map<String, RegistryLogin> logins = new LinkedHashMap<>();
        for (String word : WORDS.split(text)) {
            int colon = word.indexOf(':');
            int at = word.lastIndexOf('@'); // a password may hold one
            if (colon < 1 || at < colon) {
                throw new IllegalArgumentException("login: malformed (expected: " + EXPECTED + ")");
            }
            RegistryLogin login = RegistryLogin.of(word.substring(0, colon), word.substring(colon + 1, at));
            if (logins.put(registry(word.substring(at + 1)), login) != null) {
                throw new IllegalArgumentException("login: a registry stands twice (expected: once)");
            }
        }
        return logins;
    }

    /** Returns the registry as it is compared; refuses what can be none. */
    static String registry(String name) {
        String host = ImageReference.registryHost(name);
        if (name.isBlank()
                || ImageReference.find(host + "/x")
                        .filter(found -> found.registryHost().equals(host))
                        .isEmpty()) {
            throw new IllegalArgumentException("registry: malformed (expected: HOST[:PORT])");
        }
        return host;
    }
}

package io.humpback.core;

/**
 * With what a registry of images is told who asks: a user and a password, or an identity token in their place.
 * Immutable. It is never written anywhere; its text shows nothing of it.
 *
 * @param username empty with an identity token
 * @param password empty with an identity token
 * @param identityToken empty with a password
 */
public record RegistryLogin(String username, String password, String identityToken) {
    /** Checks that it is one of both. */
    public RegistryLogin {
        boolean byPassword = !username.isEmpty() && !password.isEmpty();
        if (byPassword != identityToken.isEmpty()) {
            throw new IllegalArgumentException("login: incomplete (expected: user and password, or an identity token)");
        }
    }

    /** Returns a login by user and password. */
    public static RegistryLogin of(String username, String password) {
        return new RegistryLogin(username, password, "");
    }

    /** Returns a login by an identity token. */
    public static RegistryLogin ofToken(String identityToken) {
        return new RegistryLogin("", "", identityToken);
    }

    /** Returns the kind of login alone. */
    @Override
    public String toString() {
        return identityToken.isEmpty() ? "RegistryLogin[by password]" : "RegistryLogin[by token]";
    }
}

package io.humpback.server.http.v1;

import io.humpback.core.GroupId;
import io.humpback.core.MetaId;
import java.util.regex.Pattern;

/** Checks ids and names before they are used as a key or as part of a container's name. Stateless. */
final class Ids {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private Ids() {}

    /** Returns the group that {@code text} names. {@code prefix} begins the message, as in the original. */
    static GroupId group(String prefix, String text) {
        return GroupId.of(check(prefix + "groupid invalid", text));
    }

    /** Returns the meta that {@code text} names. */
    static MetaId meta(String prefix, String text) {
        return MetaId.of(check(prefix + "metaid invalid", text));
    }

    /** Returns a text that names something, without white space around it. */
    static String check(String message, String text) {
        String id = text.strip();
        if (id.isEmpty()) {
            throw new IllegalArgumentException(message + ", can not be empty");
        }
        if (id.length() > 256) {
            throw new IllegalArgumentException(message + ", should have at most 256 characters");
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c == '/' || c == '\\' || c == '%' || Character.isISOControl(c) || Character.isWhitespace(c)) {
                throw new IllegalArgumentException(message + ", a character at " + i + " is not allowed");
            }
        }
        return id;
    }

    /** Returns a meta's name; Docker takes no other characters in the names of its containers. */
    static String name(String text) {
        String name = text.strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("create containers name can not be empty");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("create containers name invalid, should be at most 128 of"
                    + " a-z A-Z 0-9 _ . - and begin with a letter or digit");
        }
        return name;
    }
}

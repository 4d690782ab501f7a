package io.humpback.core;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reference to an image, {@code [registry[:port]/]repository[:tag][@digest]}, taken apart. Immutable.
 *
 * <p>The first part of a path is a registry if it holds a dot or a colon or is {@code localhost}; so Docker has it
 * (github.com/distribution/reference). A port of the registry is therefore never mistaken for a tag.
 *
 * @param registry host with its port, empty for Docker's default
 * @param repository the path below it, in lower case
 * @param tag empty if it names none
 * @param digest {@code algorithm:hex}, empty if it names none
 */
public record ImageReference(String registry, String repository, String tag, String digest) {
    /** The tag that stands for none. */
    public static final String LATEST = "latest";

    /** The registry of images that name none. */
    public static final String DOCKER_HUB = "docker.io";

    private static final Set<String> HUB_NAMES =
            Set.of("", DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String HOST = "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\])";
    private static final Pattern REGISTRY = Pattern.compile(HOST + "(?::[0-9]{1,5})?");
    private static final Pattern REPOSITORY = Pattern.compile(PART + "(?:/" + PART + ")*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}");
    private static final Pattern TAG_BEHIND = Pattern.compile("(.*):([^/:]*)");
    private static final int MAX_LENGTH = 1024;

    /** Checks each part. */
    public ImageReference {
        check(
                "registry",
                registry,
                registry.isEmpty() || REGISTRY.matcher(registry).matches());
        check("repository", repository, REPOSITORY.matcher(repository).matches());
        check("tag", tag, tag.isEmpty() || TAG.matcher(tag).matches());
        check("digest", digest, digest.isEmpty() || DIGEST.matcher(digest).matches());
    }

    private static void check(String name, String value, boolean good) {
        if (!good) {
            throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: as in an image reference)");
        }
    }

    /** Returns what {@code text} refers to. Throws {@link IllegalArgumentException} if it is no image reference. */
    public static ImageReference parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "image: \"" + shortened(text) + "\" (expected: [registry[:port]/]repository[:tag][@digest])"));
    }

    /** Returns what {@code text} refers to, empty if it is no image reference. */
    public static Optional<ImageReference> find(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int at = text.indexOf('@');
        String digest = at < 0 ? "" : text.substring(at + 1);
        String named = at < 0 ? text : text.substring(0, at);
        int slash = named.indexOf('/');
        String first = slash < 0 ? "" : named.substring(0, slash);
        boolean hosted = first.contains(".") || first.contains(":") || first.equals("localhost");
        String path = hosted ? named.substring(slash + 1) : named;
        Matcher tagged = TAG_BEHIND.matcher(path);
        boolean hasTag = tagged.matches();
        String tag = hasTag ? tagged.group(2) : "";
        if ((hasTag && tag.isEmpty()) || (at >= 0 && digest.isEmpty())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ImageReference(hosted ? first : "", hasTag ? tagged.group(1) : path, tag, digest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    }

    /** Returns whether both texts refer to the same image: no tag and no digest stand for the tag {@code latest}. */
    public static boolean isSame(String one, String other) {
        Optional<ImageReference> first = find(one).map(ImageReference::complete);
        return one.equals(other)
                || (first.isPresent() && first.equals(find(other).map(ImageReference::complete)));
    }

    private ImageReference complete() {
        return tag.isEmpty() && digest.isEmpty() ? withTag(LATEST) : this;
    }

    /** Returns the same repository with another tag, and without a digest, which would win over it. */
    public ImageReference withTag(String newTag) {
        return new ImageReference(registry, repository, newTag, "");
    }

    /** Returns the registry that has it, {@link #DOCKER_HUB} under each of its names. */
    public String registryHost() {
        return registryHost(registry);
    }

    /**
     * Returns the host, in lower case, and the port of a registry that is named as in an image, as in a configuration
     * of Docker ({@code https://index.docker.io/v1/}), or not at all.
     */
    public static String registryHost(String name) {
        String host = name.strip().toLowerCase(Locale.ROOT);
        int scheme = host.indexOf("://");
        host = scheme < 0 ? host : host.substring(scheme + "://".length());
        int slash = host.indexOf('/');
        host = slash < 0 ? host : host.substring(0, slash);
        return HUB_NAMES.contains(host) ? DOCKER_HUB : host;
    }

    /** Returns the reference as it is written. */
    @Override
    public String toString() {
        return (registry.isEmpty() ? "" : registry + "/")
                + repository
                + (tag.isEmpty() ? "" : ":" + tag)
                + (digest.isEmpty() ? "" : "@" + digest);
    }
}

package io.humpback.core.contract;

/** The tag within an image reference. */
public final class ImageTag {
    private ImageTag() {}

    /**
     * Returns the tag of {@code image}, {@code latest} if it names none, and the digest where it names one. The port of
     * a registry ({@code registry:5000/app}) is not a tag.
     */
    public static String of(String image) {
        int digest = image.indexOf('@');
        if (digest >= 0) {
            return image.substring(digest + 1);
        }
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? image.substring(colon + 1) : "latest";
    }
}

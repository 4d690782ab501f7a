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

    /** Returns whether {@code image} names a tag, and no digest. */
    public static boolean isTagged(String image) {
        return image.indexOf('@') < 0 && image.lastIndexOf(':') > image.lastIndexOf('/');
    }

    /** Returns {@code image}, which must be tagged, with another tag. */
    public static String replace(String image, String tag) {
        if (!isTagged(image)) {
            throw new IllegalArgumentException("image: " + image + " (expected: a reference with a tag)");
        }
        return image.substring(0, image.lastIndexOf(':') + 1) + tag;
    }
}

package io.humpback.core.contract;

import io.humpback.core.ImageReference;

/** The tag within an image reference. Stateless. */
public final class ImageTag {
    private ImageTag() {}

    /**
     * Returns the tag of {@code image}, {@code latest} if it names none, and the digest where it names one. The port of
     * a registry ({@code registry:5000/app}) is not a tag. Text that is no image reference is taken apart as far as it
     * goes, since an engine may report such.
     */
    public static String of(String image) {
        int digest = image.indexOf('@');
        if (digest >= 0) {
            return image.substring(digest + 1);
        }
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? image.substring(colon + 1) : ImageReference.LATEST;
    }

    /** Returns whether {@code image} names a tag. */
    public static boolean isTagged(String image) {
        return ImageReference.find(image)
                .filter(found -> !found.tag().isEmpty())
                .isPresent();
    }

    /**
     * Returns {@code image}, which must be tagged, with another tag. The rest stays as it is, the port of a registry
     * too; a digest goes, since it would win over the tag.
     */
    public static String replace(String image, String tag) {
        if (!isTagged(image)) {
            throw new IllegalArgumentException("image: " + image + " (expected: a reference with a tag)");
        }
        return ImageReference.parse(image).withTag(tag).toString();
    }
}

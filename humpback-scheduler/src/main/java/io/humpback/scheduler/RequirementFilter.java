package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Asks for every image and every label that the request names. */
final class RequirementFilter implements NodeFilter {
    static final RequirementFilter INSTANCE = new RequirementFilter();

    private RequirementFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        Prepared wanted = request.prepared();
        for (int i = 0; i < wanted.images.length; i++) {
            if (!node.images().contains(wanted.images[i])) {
                return wanted.imageVetoes[i];
            }
        }
        for (int i = 0; i < wanted.labels.length; i++) {
            String value = wanted.labels[i].valueAt(node);
            String asked = wanted.labelValues[i];
            if (value == null || (!asked.isEmpty() && !asked.equalsIgnoreCase(value))) {
                return wanted.labelVetoes[i];
            }
        }
        return null;
    }

    @Override
    public @Nullable Fact fact(PlacementRequest request, NodeView node) {
        Prepared wanted = request.prepared();
        for (String image : wanted.images) {
            if (!node.images().contains(image)) {
                return new Fact.Mismatch("image " + image, "");
            }
        }
        for (int i = 0; i < wanted.labels.length; i++) {
            String value = wanted.labels[i].valueAt(node);
            String asked = wanted.labelValues[i];
            if (value == null || (!asked.isEmpty() && !asked.equalsIgnoreCase(value))) {
                return new Fact.Mismatch(
                        wanted.labels[i].text() + (asked.isEmpty() ? "" : "==" + asked),
                        value == null ? "no such label" : value);
            }
        }
        return null;
    }

    @Override
    public String name() {
        return "requirements";
    }
}

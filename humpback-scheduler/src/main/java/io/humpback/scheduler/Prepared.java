package io.humpback.scheduler;

import io.humpback.core.Constraint;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What filters need of a request, as arrays and constants, so that they need not allocate for each node. */
final class Prepared {
    final Constraint[] constraints;
    final Veto[] constraintVetoes;
    final LabelKey[] preferences;
    final String[] extendedNames;
    final long[] extendedAmounts;
    final Veto[] extendedVetoes;
    final Veto[] extendedNevers;
    final String[] images;
    final Veto[] imageVetoes;
    final LabelKey[] labels;
    final String[] labelValues;
    final Veto[] labelVetoes;
    final Affinity[] hard;
    final Veto[] hardVetoes;
    final Affinity[] soft;

    Prepared(PlacementRequest request) {
        constraints = request.placement().constraints().toArray(Constraint[]::new);
        constraintVetoes = vetoes(List.of(constraints), c -> Veto.permanent("do not match " + c));
        preferences = request.placement().preferences().stream()
                .filter(label -> !label.isBlank()) // as old records may have it: nothing to spread over
                .map(LabelKey::parse)
                .toArray(LabelKey[]::new);
        Map<String, Long> extended = request.resources().extended();
        extendedNames = extended.keySet().toArray(String[]::new);
        extendedAmounts = extended.values().stream().mapToLong(Long::longValue).toArray();
        extendedVetoes = vetoes(extended.keySet(), name -> Veto.temporary("lack " + name));
        extendedNevers = vetoes(extended.keySet(), name -> Veto.permanent("lack " + name));
        images = request.images().toArray(String[]::new);
        imageVetoes = vetoes(request.images(), image -> Veto.temporary("do not have " + image));
        labels = request.labels().keySet().stream().map(LabelKey::parse).toArray(LabelKey[]::new);
        labelValues = request.labels().values().toArray(String[]::new);
        labelVetoes = vetoes(
                request.labels().entrySet(),
                label -> Veto.permanent("do not have label " + label.getKey()
                        + (label.getValue().isEmpty() ? "" : "=" + label.getValue())));
        hard = request.affinities().stream().filter(Affinity::isHard).toArray(Affinity[]::new);
        hardVetoes = vetoes(List.of(hard), Prepared::veto);
        soft = request.affinities().stream().filter(a -> !a.isHard()).toArray(Affinity[]::new);
    }

    private static Veto veto(Affinity affinity) {
        if (affinity instanceof Affinity.ToMeta meta) {
            return Veto.temporary((meta.together() ? "host no " : "host ") + meta.meta());
        }
        return Veto.permanent("are not " + affinity);
    }

    private static <T> Veto[] vetoes(Collection<? extends T> items, Function<T, Veto> veto) {
        return items.stream().map(veto).toArray(Veto[]::new);
    }
}

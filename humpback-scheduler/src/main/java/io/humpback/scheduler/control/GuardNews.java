package io.humpback.scheduler.control;

import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells a listener when the storm guard freezes a group or lets it go on. Owned by the loop's thread. */
final class GuardNews {
    private final LoopListener listener;
    private final TreeMap<GroupId, GroupGuard.Mode> told = new TreeMap<>();

    GuardNews(LoopListener listener) {
        this.listener = listener;
    }

    void tell(List<GroupGuard> guards) {
        for (GroupGuard guard : guards) {
            GroupGuard.Mode before = told.put(guard.group(), guard.mode());
            if (guard.mode() != (before == null ? GroupGuard.Mode.OPEN : before)) {
                listener.guardChanged(guard);
            }
        }
        Set<GroupId> present = guards.stream().map(GroupGuard::group).collect(Collectors.toSet());
        for (GroupId gone : List.copyOf(told.keySet())) {
            if (!present.contains(gone) && told.remove(gone) != GroupGuard.Mode.OPEN) {
                listener.guardChanged(GroupGuard.open(gone));
            }
        }
    }
}

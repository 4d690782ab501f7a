package io.humpback.webhook;

import io.humpback.core.Hook;
import java.util.List;

/** What a receiver is shown of the hooks that the body of its webhook lists. Every hook is listed in any case. */
public enum HookVisibility {
    /** The receiver's own entry is whole; the others have no token and end after the host. */
    OWN {
        @Override
        List<Hook> shownTo(Hook receiver, List<Hook> hooks) {
            return hooks.stream()
                    .map(hook -> hook.equals(receiver) ? hook : hostOf(hook))
                    .toList();
        }
    },
    /** No entry has a token, all end after the host, the receiver's own one too. */
    HOSTS {
        @Override
        List<Hook> shownTo(Hook receiver, List<Hook> hooks) {
            return hooks.stream().map(HookVisibility::hostOf).toList();
        }
    },
    /** All entries are whole, as the original sent them: every receiver learns every token. */
    ALL {
        @Override
        List<Hook> shownTo(Hook receiver, List<Hook> hooks) {
            return hooks;
        }
    };

    /** Returns {@code hooks}, in their order, as {@code receiver} may see them. */
    abstract List<Hook> shownTo(Hook receiver, List<Hook> hooks);

    private static Hook hostOf(Hook hook) {
        return new Hook(ReceiverUrl.hostOf(hook.url()), "");
    }
}

package io.humpback.server;

import io.humpback.core.ErrorCode;
import io.humpback.core.contract.ClusterToken;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.StateMoveException;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.http.ApiServer;
import io.humpback.server.http.HttpSettings;
import io.humpback.server.http.ReadSource;
import io.humpback.server.http.v2.V2Api;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where agents can join while there is no center, at the address where it will be again: they try on by themselves, so
 * they are there within a heartbeat. Where nodes announce themselves in a backend it stays shut.
 */
final class JoinDoor implements AutoCloseable {
    private final String token;
    private final @Nullable ApiServer server;

    private JoinDoor(String token, @Nullable ApiServer server) {
        this.token = token;
        this.server = server;
    }

    static JoinDoor open(
            CenterConfig config, AgentAccess.@Nullable Tls tls, JoinedNodeDirectory joined, InstantSource clock) {
        ClusterToken token = CenterSetup.token(config, tls != null);
        String shown = token == null ? "" : token.value();
        if (!config.discovery().isEmbedded()) {
            return new JoinDoor(shown, null);
        }
        ReadSource nothing = ctx -> {
            throw new StateMoveException(ErrorCode.NOT_LEADER, "the state is being recovered", null);
        };
        JoinDesk desk = new JoinDesk(joined, token, config.discovery().heartbeat(), List::of, () -> "");
        ApiServer server = new ApiServer(
                HttpSettings.DEFAULT.withTls(tls == null ? null : tls.context()),
                List.of(new V2Api(desk, token, nothing)));
        ListenAddress listen = config.api().listen();
        server.start(listen.host().isEmpty() ? "0.0.0.0" : listen.host(), listen.port());
        return new JoinDoor(shown, server);
    }

    /** Returns what agents are shown, empty for nothing. */
    String token() {
        return token;
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}

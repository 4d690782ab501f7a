package io.humpback.discovery.consul;

import io.humpback.discovery.Backend;
import io.humpback.discovery.StateStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

@ClassTemplate
@ExtendWith(ConsulKind.Each.class)
class ConsulStateStoreTest extends StateStoreContract {
    private final ConsulServer server;

    ConsulStateStoreTest(ConsulKind kind) {
        server = kind.start();
    }

    @Override
    protected Backend open() {
        return server.open(server.uri());
    }

    @AfterEach
    void closeServer() {
        server.close();
    }
}

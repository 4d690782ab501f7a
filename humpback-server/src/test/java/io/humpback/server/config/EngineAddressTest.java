package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineAddressTest {
    @ParameterizedTest
    @CsvSource({
        "unix:///var/run/docker.sock, '', unix:///var/run/docker.sock, 127.0.0.1",
        "local=unix:///var/run/docker.sock, local, unix:///var/run/docker.sock, 127.0.0.1",
        "unix:///var//run/./x/../docker.sock, '', unix:///var/run/docker.sock, 127.0.0.1",
        "unix:///tmp/a=b.sock, '', unix:///tmp/a=b.sock, 127.0.0.1",
        "n1=tcp://10.0.0.5:2375, n1, tcp://10.0.0.5:2375, 10.0.0.5",
        "TCP://Docker-1.Example:2375/, '', tcp://docker-1.example:2375, docker-1.example",
        "v6=tcp://[FE80::1]:2376, v6, tcp://[fe80::1]:2376, fe80::1"
    })
    void readsNameAndUri(String text, String name, URI uri, String address) {
        EngineAddress engine = EngineAddress.parse(text);

        assertThat(engine.name()).isEqualTo(name);
        assertThat(engine.uri()).isEqualTo(uri);
        assertThat(engine.address()).isEqualTo(address);
        assertThat(engine.nodeId().value()).isEqualTo(uri.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n1",
                "n1=",
                "=tcp://h:1",
                "unix://",
                "unix:///",
                "unix://relative/path",
                "unix:/var/run/docker.sock",
                "tcp://host",
                "tcp://:2375",
                "tcp://host:0",
                "tcp://host:70000",
                "tcp://host:2375/path",
                "tcp://user@host:2375",
                "tcp://my_host:2375",
                "http://host:2375",
                "ssh://host:22",
                "a b=tcp://host:2375",
                "unix:///has space"
            })
    void refusesWhatIsNoEngine(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EngineAddress.parse(text));
    }
}

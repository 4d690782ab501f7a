package io.humpback.server.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.RefusedRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalRoutesTest {
    @Test
    void n13_tellsKeyAndReasonOfEach() {
        assertThat(RefusalRoutes.json(List.of(new RefusedRecord("a", "it is empty"))))
                .isEqualTo("{\"refusals\":[{\"key\":\"a\",\"reason\":\"it is empty\"}]}");
        assertThat(RefusalRoutes.json(List.of())).isEqualTo("{\"refusals\":[]}");
    }
}

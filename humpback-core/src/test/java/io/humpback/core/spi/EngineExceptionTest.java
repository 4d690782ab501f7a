package io.humpback.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineExceptionTest {
    private static final String ENDPOINT = "tcp://10.0.0.1:2375";

    @Test
    void ofARefusalHadNoEffect() {
        EngineRefusedException refused = new EngineRefusedException(409, "name taken");

        assertThat(refused.isOutcomeUnknown()).isFalse();
        assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_REFUSED);
        assertThat(refused.reason()).isEqualTo("name taken");
        assertThat(refused).hasMessage("engine refused: name taken, status=409");
    }

    @ParameterizedTest
    @CsvSource({"404, true, false", "409, false, true", "500, false, false"})
    void ofARefusalKnowsWhatTheStatusMeans(int status, boolean notFound, boolean conflict) {
        EngineRefusedException refused = new EngineRefusedException(status, "no");

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.isNotFound()).isEqualTo(notFound);
        assertThat(refused.isConflict()).isEqualTo(conflict);
    }

    @Test
    void ofATimeoutMayHaveHadItsEffect() {
        Exception cause = new Exception("read timed out");
        EngineTimeoutException timeout = new EngineTimeoutException(ENDPOINT, "create, 60s", cause);

        assertThat(timeout.isOutcomeUnknown()).isTrue();
        assertThat(timeout.code()).isEqualTo(ErrorCode.ENGINE_TIMEOUT);
        assertThat(timeout.endpoint()).isEqualTo(ENDPOINT);
        assertThat(timeout)
                .hasCause(cause)
                .hasMessage("engine gave no answer: create, 60s, endpoint=tcp://10.0.0.1:2375");
    }

    @Test
    void ofAnUnreachableEngineHadNoEffect() {
        EngineUnreachableException unreachable = new EngineUnreachableException(ENDPOINT, "refused", null);

        assertThat(unreachable.isOutcomeUnknown()).isFalse();
        assertThat(unreachable.code()).isEqualTo(ErrorCode.ENGINE_UNREACHABLE);
        assertThat(unreachable.endpoint()).isEqualTo(ENDPOINT);
        assertThat(unreachable).hasMessage("engine not reachable: refused, endpoint=tcp://10.0.0.1:2375");
    }

    @Test
    void ofADeadEngineIsInTheWordsOfItsAgent() {
        EngineDeadException dead = new EngineDeadException("10.0.0.1:8500", "dockerd exited", null);

        assertThat(dead.isOutcomeUnknown()).isTrue();
        assertThat(dead.endpoint()).isEqualTo("10.0.0.1:8500");
        assertThat(dead).hasMessage("agent says that its engine is dead: dockerd exited, endpoint=10.0.0.1:8500");
    }

    @Test
    void ofAStoreSaysWhetherItMayHaveCommitted() {
        StoreOutcomeUnknownException unknown = new StoreOutcomeUnknownException("c8", null);
        StoreUnavailableException unavailable = new StoreUnavailableException("disk full: path=x", null);

        assertThat(unknown.code()).isEqualTo(ErrorCode.STORE_UNKNOWN);
        assertThat(unknown.commitId()).isEqualTo("c8");
        assertThat(unavailable.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(unavailable).hasMessage("disk full: path=x");
    }
}

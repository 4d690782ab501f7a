package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryLoginTest {
    @Test
    void showsNothingOfItself() {
        assertThat(RegistryLogin.of("robot", "s3cret").toString()).doesNotContain("robot", "s3cret");
        assertThat(RegistryLogin.ofToken("t0ken").toString()).doesNotContain("t0ken");
    }

    @ParameterizedTest
    @CsvSource({"'', '', ''", "u, '', ''", "'', p, ''", "u, p, t"})
    void isOneOfBoth(String user, String password, String token) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RegistryLogin(user, password, token));
    }
}

package io.humpback.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.testing.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.11, false",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1, true",
        "::ffff:10.0.0.1, 10.0.0.1, true",
        "n1.test, N1.Test, true",
        "*.test, n1.test, true",
        "*.test, a.n1.test, false",
        "*.test, test, false",
        "*, n1, false",
        "*.0.0.1, 10.0.0.1, false",
        "n1.test, 10.0.0.1, false",
    })
    void comparesHostsAsWhatTheyAre(String name, String host, boolean covered) {
        assertThat(new CertificateNames(List.of("x", name)).cover(host)).isEqualTo(covered);
    }

    @Test
    void readsTheAlternativeNamesOfAFileAndNotItsSubject(@TempDir Path directory) {
        TestCertificates.authority(directory.resolve("authority"));
        TestCertificates.member(
                directory.resolve("authority"), directory.resolve("n1"), "IP:10.0.0.1,email:x@y.test,DNS:web.test");

        assertThat(CertificateNames.ofFile(directory.resolve("n1/cert.pem"))).hasToString("10.0.0.1, web.test");
        assertThat(CertificateNames.ofFile(directory.resolve("none.pem"))).hasToString("none");
        assertThat(CertificateNames.ofFile(directory.resolve("n1/key.pem"))).hasToString("none");
    }
}

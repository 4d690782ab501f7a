package io.humpback.core.contract;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies node records: HMAC-SHA256 (RFC 2104) under the cluster token over the agent's key and every field
 * but the signature itself, each with its name and length, so that no two records have one form. The form does not
 * depend on how a record is written as JSON. Whoever can write where records are kept can then delete them, but neither
 * forge nor move them to another key; an older one of the same agent is told by {@link NodeRecord#stamp()}. Stateless.
 */
public final class RecordSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "humpback node record 1";

    private RecordSignature() {}

    /** Returns {@code record} with its signature in place of any that it had. */
    public static NodeRecord sign(String agentKey, NodeRecord record, ClusterToken token) {
        return record.withSignature(
                Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(agentKey, record, token)));
    }

    /** Returns whether {@code record} carries the signature that the holder of {@code token} gave it for this key. */
    public static boolean isValid(String agentKey, NodeRecord record, ClusterToken token) {
        String signature = record.signature();
        if (signature == null) {
            return false;
        }
        try {
            return MessageDigest.isEqual(Base64.getUrlDecoder().decode(signature), hmac(agentKey, record, token));
        } catch (IllegalArgumentException e) {
            return false; // not base64
        }
    }

    private static byte[] hmac(String agentKey, NodeRecord record, ClusterToken token) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(canonical(agentKey, record).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * Returns what is signed: for each field a line {@code name=length:value}, the length in bytes of UTF-8; {@code
     * name} alone where it is absent.
     */
    static String canonical(String agentKey, NodeRecord record) {
        StringBuilder text = new StringBuilder();
        line(text, "purpose", PURPOSE);
        line(text, "key", agentKey);
        line(text, "id", record.id());
        line(text, "name", record.name());
        line(text, "ip", record.ip());
        line(text, "apiaddr", record.apiAddr());
        line(text, "cpus", Integer.toString(record.cpus()));
        line(text, "memory", Long.toString(record.memory()));
        line(text, "storagedirver", record.storageDriver());
        line(text, "kernelversion", record.kernelVersion());
        line(text, "architecture", record.architecture());
        line(text, "operatingsystem", record.operatingSystem());
        line(text, "ostype", record.osType());
        lines(text, "lables", record.labels());
        line(text, "appversion", record.appVersion());
        line(text, "dockerversion", record.dockerVersion());
        line(text, "protocol", text(record.protocol()));
        line(text, "instance", record.instance());
        line(text, "zone", record.zone());
        line(text, "tls", text(record.tls()));
        line(text, "epochs", text(record.epochs()));
        line(text, "stamp", text(record.stamp()));
        return text.toString();
    }

    private static void lines(StringBuilder text, String name, @Nullable List<String> values) {
        line(text, name, values == null ? null : Integer.toString(values.size()));
        if (values != null) {
            values.forEach(value -> line(text, name, value));
        }
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        text.append(name);
        if (value != null) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            text.append('=').append(bytes).append(':').append(value);
        }
        text.append('\n');
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}

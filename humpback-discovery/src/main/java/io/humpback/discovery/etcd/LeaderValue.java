package io.humpback.discovery.etcd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.etcd.jetcd.ByteSequence;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What stands under the election's key: where the leader is reached, and which candidate it is. Stateless. */
final class LeaderValue {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private LeaderValue() {}

    static String write(String address, String candidate) {
        try {
            return MAPPER.writeValueAsString(new TreeMap<>(Map.of("address", address, "candidate", candidate)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("address: cannot be written as JSON", e);
        }
    }

    /** Returns the address, empty if somebody else wrote something else there. */
    static String address(ByteSequence value) {
        try {
            return MAPPER.readTree(value.getBytes()).path("address").asText("");
        } catch (IOException e) {
            return "";
        }
    }
}

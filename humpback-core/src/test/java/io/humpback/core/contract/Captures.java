package io.humpback.core.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What the original sent and received, and the mappers that read it. */
final class Captures {
    static final ObjectMapper STRICT = new ObjectMapper();
    static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();

    static final List<String> EVENTS = Stream.of(
                    "Create", "Remove", "Operate", "Update", "Upgrade", "Migrate", "Recovery")
            .map(word -> word + "MetaEvent")
            .toList();

    private Captures() {}

    static JsonNode read(String file) {
        try (InputStream in = Captures.class.getResourceAsStream("/captures/" + file)) {
            return STRICT.readTree(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** Returns the part of {@code file} that {@code pointer} names; there must be one. */
    static JsonNode read(String file, String pointer) {
        return read(file).requiredAt(pointer);
    }

    static <T> T parse(JsonNode json, Class<T> type) {
        return parse(STRICT, text(json), type);
    }

    static <T> T parse(ObjectMapper mapper, String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Returns the JSON of {@code value}: two texts are equal if keys, their order, and values are. */
    static String text(Object value) {
        try {
            return STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the original's containers of every kind: in answers, in webhooks, from an agent. */
    static List<JsonNode> containers() {
        List<JsonNode> containers = new ArrayList<>();
        containers.add(read("agent-container-get.json", "/response/body"));
        read("meta-ok.json", "/response/body/Data/Container/Containers")
                .forEach(item -> containers.add(item.get("Container")));
        EVENTS.forEach(event -> read("webhooks/" + event + ".json", "/HookContainers")
                .forEach(item -> containers.add(item.get("Container"))));
        return containers;
    }

    /** Returns the original's configurations of metas, as it showed them and as its cache kept them. */
    static List<JsonNode> configs() {
        List<JsonNode> configs = new ArrayList<>();
        configs.add(read("meta-ok.json", "/response/body/Data/Container/Config"));
        configs.add(read("registry/cache-meta.json", "/Config"));
        EVENTS.forEach(event -> configs.add(read("webhooks/" + event + ".json", "/MetaBase/Config")));
        return configs;
    }
}

package barid.article.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The API's description, read as data. */
final class ApiDescription {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "options", "head");

    private final JsonNode root;

    ApiDescription(String yaml) {
        try {
            this.root = new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close(root.get("components").get("schemas"));
        close(root.get("paths"));
    }

    /** Readers ignore what they do not know; here whatever is not described is a mistake. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDescription::close);
    }

    /** The methods of each path. */
    Map<String, Set<String>> operations() {
        Map<String, Set<String>> operations = new TreeMap<>();
        root.get("paths").properties().forEach(path -> {
            Set<String> methods = operations.computeIfAbsent(path.getKey(), key -> new TreeSet<>());
            path.getValue().fieldNames().forEachRemaining(name -> {
                if (METHODS.contains(name)) {
                    methods.add(name.toUpperCase(Locale.ROOT));
                }
            });
        });
        return operations;
    }

    /** What is wrong with an answer by its description; empty if nothing is. */
    String faults(String method, String path, int status, String mediaType, JsonNode body) {
        JsonNode operation = root.get("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        JsonNode response = resolve(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return "the status " + status + " is not described";
        }
        JsonNode schema = response.path("content").path(mediaType).path("schema");
        if (schema.isMissingNode()) {
            return "the media type " + mediaType + " is not described";
        }
        ObjectNode whole = schema.deepCopy();
        whole.set("components", root.get("components"));
        var errors = SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(whole)
                .validate(body);
        return errors.isEmpty() ? "" : errors.toString();
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }
}

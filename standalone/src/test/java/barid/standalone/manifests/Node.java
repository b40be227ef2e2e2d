package barid.standalone.manifests;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A place in a parsed YAML document; a path that leads nowhere gives a node without value. */
record Node(Object value) {
    /** The place that {@code path} leads to; a word is a key, a number an index. */
    Node at(Object... path) {
        Object here = value;
        for (Object step : path) {
            if (here instanceof Map<?, ?> map) {
                here = map.get(step);
            } else if (here instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                here = list.get(index);
            } else {
                here = null;
            }
        }
        return new Node(here);
    }

    /** The members of a list; none where there is no list. */
    List<Node> each() {
        return value instanceof List<?> list ? list.stream().map(Node::new).toList() : List.of();
    }

    boolean exists() {
        return value != null;
    }

    boolean is(Object expected) {
        return Objects.equals(value, expected);
    }

    String text() {
        return value == null ? "" : value.toString();
    }

    int number() {
        return value instanceof Integer number ? number : -1;
    }

    /** The keys and values of a map of words. */
    @SuppressWarnings("unchecked")
    Map<String, Object> map() {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Whether all that the selector asks for stands here, among labels. */
    boolean hasLabels(Node selector) {
        return map().entrySet().containsAll(selector.at("matchLabels").map().entrySet());
    }

    void put(String key, Object replacement) {
        map().put(key, replacement);
    }

    void remove(String key) {
        map().remove(key);
    }

    String kind() {
        return at("kind").text();
    }

    String name() {
        return at("metadata", "name").text();
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}

package barid.standalone.manifests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The network policies allow what the README's table says, and nothing else; each side of an edge must allow it. */
class NetworkPolicyTest {
    static final List<String> OVERLAYS = Rendering.OVERLAYS;

    private static final String NAME = "app.kubernetes.io/name";
    private static final List<String> OUTSIDE = List.of("namespace ", "Internet", "public Internet");

    /** One way that packets may go; ports as in {@code TCP 80, TCP 443}. */
    private record Edge(String from, String to, String port) implements Comparable<Edge> {
        @Override
        public int compareTo(Edge other) {
            return toString().compareTo(other.toString());
        }
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void whoMayBeReachedIsInTheTable(String overlay) {
        assertThat(edges(Rendering.of(overlay), "ingress", "from"))
                .isEqualTo(table(overlay, edge -> inside(edge.to())));
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void whomAPodMayReachIsInTheTable(String overlay) {
        assertThat(edges(Rendering.of(overlay), "egress", "to")).isEqualTo(table(overlay, edge -> inside(edge.from())));
    }

    @Test
    void anEdgeTooManyIsSeen() {
        Rendering rendering = Rendering.of("production");
        rendering
                .find("NetworkPolicy", "newsletter-service")
                .at("spec", "ingress", 0, "from", 0)
                .put("namespaceSelector", Map.of("matchLabels", Map.of("kubernetes.io/metadata.name", "default")));
        assertThat(edges(rendering, "ingress", "from")).isNotEqualTo(table("production", edge -> inside(edge.to())));
    }

    private static boolean inside(String party) {
        return OUTSIDE.stream().noneMatch(party::startsWith);
    }

    private static Set<Edge> edges(Rendering rendering, String direction, String peers) {
        Set<Edge> edges = new TreeSet<>();
        rendering.ofKind("NetworkPolicy").forEach(policy -> {
            for (Node rule : policy.at("spec", direction).each()) {
                assertThat(rule.at(peers).each()).as(policy.toString()).isNotEmpty();
                assertThat(rule.at("ports").each()).as(policy.toString()).isNotEmpty();
                Set<String> parties = allParties(rule.at(peers));
                for (String subject : pods(policy.at("spec", "podSelector", "matchLabels"))) {
                    for (String party : parties) {
                        for (Node port : rule.at("ports").each()) {
                            String word = port.at("protocol").text() + " "
                                    + port.at("port").text();
                            edges.add(
                                    direction.equals("ingress")
                                            ? new Edge(party, subject, word)
                                            : new Edge(subject, party, word));
                        }
                    }
                }
            }
        });
        return edges;
    }

    private static Set<String> allParties(Node peers) {
        return peers.each().stream().flatMap(NetworkPolicyTest::partiesOf).collect(Collectors.toSet());
    }

    private static Stream<String> partiesOf(Node peer) {
        assertThat(peer.map()).as("one selector for each peer").hasSize(1);
        if (peer.at("ipBlock").exists()) {
            assertThat(peer.at("ipBlock", "cidr").text()).isIn("0.0.0.0/0", "::/0");
            return Stream.of(peer.at("ipBlock", "except").exists() ? "public Internet" : "Internet");
        }
        if (peer.at("namespaceSelector").exists()) {
            return Stream.of("namespace "
                    + peer.at("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name")
                            .text());
        }
        return pods(peer.at("podSelector", "matchLabels")).stream();
    }

    /** The parties that a pod selector means; a selector that the table has no word for fails. */
    private static List<String> pods(Node labels) {
        if (labels.map().isEmpty()) {
            return List.of("every pod");
        }
        assertThat(labels.map()).hasSize(1);
        if (labels.at(NAME).exists()) {
            return List.of(labels.at(NAME).text());
        }
        if (labels.at("app.kubernetes.io/component").is("service")) {
            return Rendering.SERVICES;
        }
        assertThat(labels.map()).containsKey("cnpg.io/cluster");
        return List.of(labels.at("cnpg.io/cluster").text());
    }

    private static Set<Edge> table(String overlay, Predicate<Edge> side) {
        String column = overlay.equals("trial") ? "trial" : "production";
        return Rendering.read(Rendering.K8S.resolve("README.md"))
                .lines()
                .filter(line -> line.matches("\\|.*\\| (both|trial|production) \\|"))
                .map(line -> List.of(line.substring(1).split("\\|", -1)).stream()
                        .map(String::strip)
                        .toList())
                .filter(row -> row.get(3).equals("both") || row.get(3).equals(column))
                .flatMap(row -> parties(row.get(0))
                        .flatMap(from -> parties(row.get(1))
                                .flatMap(to ->
                                        Stream.of(row.get(2).split(", ", -1)).map(port -> new Edge(from, to, port)))))
                .filter(side)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> parties(String word) {
        return word.equals("services") ? Rendering.SERVICES.stream() : Stream.of(word);
    }
}

package barid.article.archive;

import barid.article.archive.Lines.TopicLine;
import barid.article.importing.ImportRefused;
import barid.article.topics.Topic;
import barid.article.topics.Topics;
import barid.kit.http.Problem;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes an archive's topics by the same acts as an editor's; one that is here keeps its names. */
final class TopicTaking {
    private static final String KIND = "topic";

    private final Topics topics;

    TopicTaking(Topics topics) {
        this.topics = topics;
    }

    void takeAll(ArchiveFile archive, Report report) throws ImportRefused, IOException, InterruptedException {
        Map<String, TopicLine> lines = new LinkedHashMap<>();
        try (PartReader reader = archive.lines(Parts.TOPICS)) {
            for (TopicLine line = reader.next(TopicLine.class); line != null; line = reader.next(TopicLine.class)) {
                lines.put(line.slug(), line);
            }
        }
        Map<String, List<String>> taken = new LinkedHashMap<>();
        for (TopicLine line : lines.values()) {
            Optional<Topic> here = topics.find(line.slug());
            if (here.isPresent() && isHere(line, here.get())) {
                report.skipped(KIND, line.slug(), Report.HERE);
            } else if (here.isPresent() && !mayBeMerged(line, here.get())) {
                report.skipped(KIND, line.slug(), "has other names here or is merged, and stays so");
            } else {
                topics.put(new Topic(line.slug(), line.names(), null), report.actor());
                taken.put(line.slug(), new ArrayList<>());
            }
        }
        merge(lines, taken, report);
        for (Map.Entry<String, List<String>> topic : taken.entrySet()) {
            report.taken(KIND, topic.getKey(), topic.getValue());
        }
    }

    static boolean isHere(TopicLine line, Topic here) {
        return here.names().equals(line.names()) && java.util.Objects.equals(here.mergedInto(), line.mergedInto());
    }

    /** Named as here, and merged there: so it stands after a run that was cut off, too. */
    private static boolean mayBeMerged(TopicLine line, Topic here) {
        return here.names().equals(line.names()) && here.mergedInto() == null;
    }

    /** The longest chains first: what is merged away itself takes nothing in any more. */
    private void merge(Map<String, TopicLine> lines, Map<String, List<String>> taken, Report report) {
        lines.values().stream()
                .filter(line -> taken.containsKey(line.slug()))
                .sorted(Comparator.comparingInt((TopicLine line) -> -depth(line, lines)))
                .forEach(line -> {
                    String into = line.mergedInto();
                    if (into == null) {
                        return;
                    }
                    try {
                        topics.merge(line.slug(), into, report.actor());
                    } catch (Problem e) {
                        notes(taken, line.slug())
                                .add("was merged into " + into + " there; here it was not: that one is merged");
                    }
                });
    }

    private static List<String> notes(Map<String, List<String>> taken, String slug) {
        return taken.computeIfAbsent(slug, any -> new ArrayList<>());
    }

    private static int depth(TopicLine line, Map<String, TopicLine> lines) {
        int depth = 0;
        for (@Nullable TopicLine next = line;
                next != null && next.mergedInto() != null;
                next = lines.get(next.mergedInto())) {
            depth++;
        }
        return depth;
    }
}

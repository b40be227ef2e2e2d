package barid.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of docs/metrics.md, and what a service exposes, in one form. */
final class MetricsTable {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SERIES = Pattern.compile("(\\w+?)(?:_count|_sum)?\\{(.*)} .*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

    private MetricsTable() {}

    /**
     * A line of the table.
     *
     * @param services the first letters of those that expose it
     * @param condition without what nobody exposes it; empty: always
     */
    record Row(String name, String type, Set<String> labels, String services, String condition) {
        String told() {
            return name + " " + type + " " + labels;
        }
    }

    static List<Row> read() throws IOException {
        return Files.readAllLines(Path.of("../docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replace("`", "").split("\\s*\\|\\s*", -1))
                .map(cells -> new Row(cells[1], cells[2], set(cells[3]), cells[4], cells[5]))
                .toList();
    }

    private static Set<String> set(String cell) {
        return Stream.of(cell.split(",\\s*"))
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What {@link Row#told()} says of each metric in an answer of {@code /observe/metrics}. */
    static Set<String> exposed(String metrics) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        metrics.lines().forEach(line -> {
            Matcher type = TYPE.matcher(line);
            Matcher series = SERIES.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (!line.startsWith("#") && series.matches()) {
                Set<String> named = labels.computeIfAbsent(series.group(1), name -> new TreeSet<>());
                LABEL.matcher(series.group(2)).results().forEach(label -> named.add(label.group(1)));
            }
        });
        return types.entrySet().stream()
                .map(type -> type.getKey() + " " + type.getValue() + " " + labels.getOrDefault(type.getKey(), Set.of()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

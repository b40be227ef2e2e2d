package barid.newsletter.imports;

import barid.kit.http.Json;
import barid.newsletter.subscriptions.Address;
import barid.newsletter.subscriptions.ChoiceRules;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Judges the rows of one file by what its columns mean. */
final class RowRules {
    private static final Pattern BETWEEN = Pattern.compile("[\\s;|,،؛]+");
    private static final Pattern HOUR = Pattern.compile("(\\d{1,2})(?::00(?::00)?)?");
    private static final int MOST_REMEMBERED = 10_000;
    private static final int LONGEST_EVIDENCE = 100;
    private static final Map<String, String> CADENCES = Map.ofEntries(
            Map.entry("immédiat", "immediate"),
            Map.entry("immédiate", "immediate"),
            Map.entry("فوري", "immediate"),
            Map.entry("quotidien", "daily"),
            Map.entry("quotidienne", "daily"),
            Map.entry("يومي", "daily"),
            Map.entry("hebdomadaire", "weekly"),
            Map.entry("أسبوعي", "weekly"),
            Map.entry("mensuel", "monthly"),
            Map.entry("mensuelle", "monthly"),
            Map.entry("شهري", "monthly"));

    private final List<ColumnMeaning> columns;
    private final Defaults defaults;
    private final Set<String> languages;
    private final ChoiceRules rules;
    /** A million rows hold few different choices. */
    private final Map<List<String>, ChoiceRules.Chosen> chosen = new HashMap<>();

    /** {@code languages} are those that something may come in; {@code rules} hold the topics of this moment. */
    RowRules(List<ColumnMeaning> columns, Defaults defaults, Set<String> languages, ChoiceRules rules) {
        this.columns = columns;
        this.defaults = defaults;
        this.languages = languages;
        this.rules = rules;
    }

    RowVerdict judge(long line, List<String> fields) {
        if (fields.size() > columns.size()) {
            return new RowVerdict.Bad(List.of(new Fault(line, "row", "columns")));
        }
        Map<ColumnMeaning, String> cells = new EnumMap<>(ColumnMeaning.class);
        List<Fault> faults = new ArrayList<>();
        Standing standing = Standing.SUBSCRIBED;
        for (int i = 0; i < fields.size(); i++) {
            ColumnMeaning meaning = columns.get(i);
            String cell = CsvCells.plain(fields.get(i)).strip();
            if (meaning == ColumnMeaning.STATE) {
                standing = standing.or(state(line, cell, faults));
            } else if (meaning == ColumnMeaning.ATTRIBUTES) {
                standing = standing.or(attributes(line, cell, cells, faults));
            } else if (meaning != ColumnMeaning.IGNORE && !cell.isEmpty()) {
                cells.put(meaning, cell);
            }
        }
        return judge(line, cells, standing.or(standing(cells)), faults);
    }

    private RowVerdict judge(long line, Map<ColumnMeaning, String> cells, Standing standing, List<Fault> faults) {
        Optional<Address> address = Address.parse(cells.getOrDefault(ColumnMeaning.EMAIL, ""));
        if (address.isEmpty()) {
            faults.add(new Fault(line, "email", "email"));
        } else if (standing != Standing.SUBSCRIBED) {
            return new RowVerdict.Gone(address.get(), standing);
        }
        return switch (chosen(cells)) {
            case ChoiceRules.Chosen.Taken(var choices)
            when faults.isEmpty() && address.isPresent() ->
                new RowVerdict.Subscribed(address.get(), choices, evidence(cells));
            case ChoiceRules.Chosen.Taken taken -> new RowVerdict.Bad(faults);
            case ChoiceRules.Chosen.Refused(List<ChoiceRules.Fault> more) -> {
                more.forEach(fault -> faults.add(new Fault(line, fault.field(), fault.rule())));
                yield new RowVerdict.Bad(faults);
            }
        };
    }

    private static Standing state(long line, String word, List<Fault> faults) {
        Optional<Standing> known = Standing.of(word);
        if (known.isEmpty()) {
            faults.add(new Fault(line, "state", "state"));
        }
        return known.orElse(Standing.SUBSCRIBED);
    }

    private static Standing standing(Map<ColumnMeaning, String> cells) {
        Standing standing = cells.containsKey(ColumnMeaning.LEFT) ? Standing.LEFT : Standing.SUBSCRIBED;
        if (cells.containsKey(ColumnMeaning.CLEANED)) {
            standing = Standing.BOUNCED;
        }
        String reason = cells.getOrDefault(ColumnMeaning.REASON, "").toLowerCase(Locale.ROOT);
        return reason.contains("spam") || reason.contains("abuse") ? Standing.COMPLAINED : standing;
    }

    /** Reads what a JSON object says under names that a column could have; columns of their own come first. */
    private static Standing attributes(long line, String json, Map<ColumnMeaning, String> cells, List<Fault> faults) {
        Standing standing = Standing.SUBSCRIBED;
        if (json.isEmpty()) {
            return standing;
        }
        JsonNode object;
        try {
            object = Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            faults.add(new Fault(line, "attributes", "attributes"));
            return standing;
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            ColumnMeaning meaning = Headings.meaning(member.getKey());
            String text = text(member.getValue());
            if (meaning == ColumnMeaning.STATE) {
                standing = standing.or(state(line, text, faults));
            } else if (meaning != ColumnMeaning.IGNORE && meaning != ColumnMeaning.EMAIL && !text.isBlank()) {
                cells.putIfAbsent(meaning, text);
            }
        }
        return standing;
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "))
                : value.isContainerNode() || value.isNull() ? "" : value.asText();
    }

    private ChoiceRules.Chosen chosen(Map<ColumnMeaning, String> cells) {
        List<String> key = Stream.of(
                        ColumnMeaning.LANGUAGES,
                        ColumnMeaning.TOPICS,
                        ColumnMeaning.CADENCE,
                        ColumnMeaning.HOUR,
                        ColumnMeaning.DAY,
                        ColumnMeaning.ZONE)
                .map(meaning -> cells.getOrDefault(meaning, ""))
                .toList();
        if (chosen.size() > MOST_REMEMBERED) {
            chosen.clear();
        }
        return chosen.computeIfAbsent(key, given -> rules.choose(given(cells)));
    }

    private ChoiceRules.Given given(Map<ColumnMeaning, String> cells) {
        String cadence = cells.get(ColumnMeaning.CADENCE);
        return new ChoiceRules.Given(
                null,
                words(cells.get(ColumnMeaning.LANGUAGES), defaults.languages()).stream()
                        .map(this::language)
                        .toList(),
                words(cells.get(ColumnMeaning.TOPICS), defaults.topics()),
                cadence == null ? defaults.cadence() : cadence(cadence),
                hour(cells.get(ColumnMeaning.HOUR)),
                day(cells.get(ColumnMeaning.DAY)),
                cells.getOrDefault(ColumnMeaning.ZONE, defaults.zone()));
    }

    private static List<String> words(@Nullable String cell, List<String> otherwise) {
        return cell == null ? otherwise : List.of(BETWEEN.split(cell.toLowerCase(Locale.ROOT)));
    }

    /** {@code en_us} is English where English of the United States is not a language of ours. */
    private String language(String word) {
        String tag = word.replace('_', '-');
        boolean ours = languages.stream().anyMatch(tag::equalsIgnoreCase);
        int hyphen = tag.indexOf('-');
        return ours || hyphen < 0 ? tag : tag.substring(0, hyphen);
    }

    private static String cadence(String word) {
        String plain = word.toLowerCase(Locale.ROOT);
        return CADENCES.getOrDefault(plain, plain);
    }

    private @Nullable Integer hour(@Nullable String cell) {
        if (cell == null) {
            return defaults.hour();
        }
        Matcher hour = HOUR.matcher(cell);
        return hour.matches() ? Integer.valueOf(hour.group(1)) : Integer.valueOf(-1);
    }

    private @Nullable Integer day(@Nullable String cell) {
        if (cell == null) {
            return defaults.day();
        }
        return cell.matches("\\d{1,2}") ? Integer.valueOf(cell) : Integer.valueOf(-1);
    }

    private static String evidence(Map<ColumnMeaning, String> cells) {
        String text = cells.getOrDefault(ColumnMeaning.CONSENTED, "").replaceAll("\\p{Cc}", " ");
        return text.length() > LONGEST_EVIDENCE ? text.substring(0, LONGEST_EVIDENCE) : text;
    }
}

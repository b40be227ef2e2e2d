package barid.article.importing;

import barid.kit.site.Languages;
import barid.kit.site.Organisation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which language each item of a WordPress export is in, and which items are one text in several.
 *
 * <p>WordPress itself knows neither. Polylang files an item under a term of the taxonomy {@code language} and each group of
 * translations under one of {@code post_translations}, whose description is a serialised map of language to item. WPML
 * writes both as meta, when its own export is used: {@code _wpml_import_language_code} and {@code
 * _wpml_import_translation_group}; without a source language an item is the original.
 */
final class WxrLanguages {
    private final Organisation organisation;
    private final Map<String, String> codes = new HashMap<>();
    private final Map<String, String> languageById = new HashMap<>();
    private final Map<String, String> groupById = new HashMap<>();
    private final String language;
    private final Map<Integer, String> languages = new HashMap<>();
    private final Map<Integer, List<WxrIndex.Entry>> siblings = new HashMap<>();
    private final Set<Integer> waiting = new HashSet<>();
    private final Set<Integer> apart = new HashSet<>();

    WxrLanguages(WxrIndex index, Optional<String> option, Organisation organisation) {
        this.organisation = organisation;
        index.terms().forEach(this::term);
        this.language = option.or(() -> canonical(index.text("language"))).orElse(organisation.defaultLanguage());
        Map<String, List<WxrIndex.Entry>> groups = new LinkedHashMap<>();
        for (WxrIndex.Entry entry : index.entries()) {
            languages.put(entry.ordinal(), of(entry));
            entry.group()
                    .or(() -> Optional.ofNullable(groupById.get(entry.id())))
                    .ifPresent(group -> groups.computeIfAbsent(group, name -> new ArrayList<>())
                            .add(entry));
        }
        groups.values().forEach(this::join);
    }

    /** The language that the item itself says it is in. */
    static Optional<String> written(WxrItem item) {
        return item.first("language").map(WxrItem.Category::nicename).or(() -> item.meta("_wpml_import_language_code"));
    }

    /** The group that the item itself says it belongs to. */
    static Optional<String> group(WxrItem item) {
        return item.first("post_translations")
                .map(term -> "polylang " + term.nicename())
                .or(() -> item.meta("_wpml_import_translation_group").map(id -> "wpml " + id));
    }

    private void term(WxrTerm term) {
        switch (term.taxonomy()) {
            case "language" ->
                PhpArray.read(term.description())
                        .map(map -> map.get("locale"))
                        .ifPresent(locale -> codes.put(term.slug(), locale));
            case "post_translations" ->
                PhpArray.read(term.description()).orElse(Map.of()).forEach((code, id) -> {
                    languageById.put(id, code);
                    groupById.put(id, "polylang " + term.slug());
                });
            default -> {}
        }
    }

    /** As this installation writes it: {@code en-US} is {@code en} where only that is configured. */
    Optional<String> canonical(String code) {
        String tag = code.replace('_', '-');
        return Languages.canonical(tag)
                .or(() -> Optional.ofNullable(codes.get(code))
                        .map(locale -> locale.replace('_', '-'))
                        .flatMap(Languages::canonical))
                .map(known -> {
                    String primary = known.split("-", 2)[0];
                    List<String> configured = organisation.languages();
                    return !configured.contains(known) && configured.contains(primary) ? primary : known;
                });
    }

    private String of(WxrIndex.Entry entry) {
        return entry.language()
                .or(() -> Optional.ofNullable(languageById.get(entry.id())))
                .flatMap(this::canonical)
                .orElse(language);
    }

    /** The original is the one that says so, else the one in the file's language, else the first. */
    private void join(List<WxrIndex.Entry> group) {
        Map<String, WxrIndex.Entry> byLanguage = new TreeMap<>();
        for (WxrIndex.Entry entry : group) {
            if (byLanguage.putIfAbsent(languages.get(entry.ordinal()), entry) != null) {
                apart.add(entry.ordinal());
            }
        }
        List<WxrIndex.Entry> members = byLanguage.values().stream()
                .sorted(Comparator.comparingInt(WxrIndex.Entry::ordinal))
                .toList();
        boolean told = members.stream().anyMatch(WxrIndex.Entry::translated);
        WxrIndex.Entry original = members.stream()
                .filter(entry -> told ? !entry.translated() : language.equals(languages.get(entry.ordinal())))
                .findFirst()
                .orElse(members.getFirst());
        for (WxrIndex.Entry entry : members) {
            siblings.put(
                    entry.ordinal(),
                    members.stream()
                            .filter(other -> other.ordinal() != entry.ordinal())
                            .toList());
            if (entry.ordinal() != original.ordinal()) {
                waiting.add(entry.ordinal());
            }
        }
    }

    /** Of whatever says nothing else. */
    String language() {
        return language;
    }

    String of(WxrItem item) {
        return of(item.ordinal());
    }

    String of(int ordinal) {
        return languages.getOrDefault(ordinal, language);
    }

    /** The same text in other languages. */
    List<WxrIndex.Entry> siblings(WxrItem item) {
        return siblings.getOrDefault(item.ordinal(), List.of());
    }

    /** Whether it is a translation, to be taken after its original. */
    boolean waits(WxrItem item) {
        return waiting.contains(item.ordinal());
    }

    boolean anyWaits() {
        return !waiting.isEmpty();
    }

    /** Whether its group had another text in its language before. */
    boolean standsApart(WxrItem item) {
        return apart.contains(item.ordinal());
    }
}

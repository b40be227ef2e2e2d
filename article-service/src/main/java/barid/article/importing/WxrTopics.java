package barid.article.importing;

import barid.article.audit.Actor;
import barid.article.content.Drafts;
import barid.article.topics.Topics;
import org.jsoup.Jsoup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Makes topics of WordPress' categories and tags; what Polylang says is one term in several languages becomes one topic. */
final class WxrTopics {
    private static final List<String> SILENT =
            List.of("post_format", "language", "post_translations", "term_language", "term_translations", "nav_menu");

    private final Topics topics;
    private final WxrLanguages languages;
    private final RedirectStore redirects;
    private final Actor actor;
    private final Map<String, WxrTerm> bySlug = new HashMap<>();
    /** By the number of each term of a group: the group's names. */
    private final Map<String, SequencedMap<String, String>> groups = new HashMap<>();

    private final Map<String, Optional<String>> known = new HashMap<>();

    WxrTopics(WxrIndex index, WxrLanguages languages, Topics topics, RedirectStore redirects, Actor actor) {
        this.topics = topics;
        this.languages = languages;
        this.redirects = redirects;
        this.actor = actor;
        Map<String, WxrTerm> byId = new HashMap<>();
        for (WxrTerm term : index.terms()) {
            bySlug.putIfAbsent(key(term.taxonomy(), term.slug()), term);
            byId.putIfAbsent(term.id(), term);
        }
        index.terms().stream()
                .filter(term -> term.taxonomy().equals("term_translations"))
                .forEach(group -> join(PhpArray.read(group.description()).orElse(Map.of()), byId));
    }

    private static String key(String taxonomy, String slug) {
        return taxonomy + " " + OldPlace.decoded(slug);
    }

    private void join(Map<String, String> group, Map<String, WxrTerm> byId) {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        group.forEach((code, id) -> {
            Optional<String> language = languages.canonical(code);
            WxrTerm term = byId.get(id);
            if (term == null || language.isEmpty()) {
                return;
            }
            if (language.get().equals(languages.language())) {
                names.putFirst(language.get(), name(term.name()));
            } else {
                names.putIfAbsent(language.get(), name(term.name()));
            }
        });
        names.values().removeIf(String::isEmpty);
        group.values().forEach(id -> groups.put(id, names));
    }

    private static String name(String html) {
        return PlainWords.cut(PlainWords.clean(Jsoup.parseBodyFragment(html).text()), Drafts.MAX_AUTHOR);
    }

    /** The slugs of an item's topics; {@code notes} say which terms could not be one. */
    List<String> of(WxrItem item, String language, List<String> notes) {
        List<String> slugs = new ArrayList<>();
        for (WxrItem.Category category : item.categories()) {
            String domain = category.domain();
            if (!domain.equals("category") && !domain.equals("post_tag")) {
                if (!SILENT.contains(domain)) {
                    notes.add("terms of another kind than category and tag were left out: " + domain);
                }
                continue;
            }
            Optional<String> slug =
                    known.computeIfAbsent(key(domain, category.nicename()), key -> take(category, language));
            if (slug.isEmpty()) {
                notes.add("category was left out, since no topic can be named so: " + name(category.name()));
            } else if (!slugs.contains(slug.get())) {
                slugs.add(slug.get());
            }
            Optional.ofNullable(bySlug.get(key(domain, category.nicename())))
                    .filter(term -> !term.parent().isEmpty())
                    .ifPresent(term -> notes.add(
                            "a category stood below another there, but topics have no levels: " + name(term.name())));
        }
        if (slugs.size() > Drafts.MAX_TOPICS) {
            notes.add("only the first " + Drafts.MAX_TOPICS + " topics were taken");
            return List.copyOf(slugs.subList(0, Drafts.MAX_TOPICS));
        }
        return slugs;
    }

    private Optional<String> take(WxrItem.Category category, String language) {
        WxrTerm term = bySlug.get(key(category.domain(), category.nicename()));
        SequencedMap<String, String> names = term == null ? null : groups.get(term.id());
        String name = name(category.name());
        Optional<String> slug;
        if (names != null && !names.isEmpty()) {
            slug = topics.take(names, actor);
        } else {
            slug = name.isEmpty() ? Optional.empty() : topics.take(name, language, actor);
        }
        String place = category.domain().equals("category")
                ? OldPlace.category(category.nicename())
                : OldPlace.tag(category.nicename());
        slug.ifPresent(found -> redirects.topic(place, language, found));
        return slug;
    }
}

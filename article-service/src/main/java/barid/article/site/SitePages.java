package barid.article.site;

import barid.article.feedback.SurveyForm;
import barid.article.media.MediaStore;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the public pages' HTML from what the store holds. */
final class SitePages {
    private static final int STORIES = 13;
    private static final int LATEST = 4;

    private final Site site;
    private final Organisation organisation;
    private final SiteStore store;
    private final MediaStore media;
    private final SurveyForm survey;
    private final ArticleNotices notices;
    private final Texts texts = Texts.beside(SitePages.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.article.templates");

    SitePages(Site site, SiteStore store, MediaStore media, SurveyForm survey) {
        this.site = site;
        this.organisation = site.organisation();
        this.store = store;
        this.media = media;
        this.survey = survey;
        this.notices = new ArticleNotices(site, texts);
    }

    byte[] home(String language, Optional<Keyset> before) {
        List<Story> stories = store.latest(language, before, STORIES + 1);
        Texts.In words = words(language);
        String path = Paths.home(language);
        List<String> languages = languages(language);
        Page page = Page.of(language, words.get("home.title"))
                .withDescription(words.get("home.description", organisation.name(language)))
                .withCanonical(
                        absolute(before.map(mark -> Paths.before(path, mark)).orElse(path)))
                .withLanguages(links(languages, Paths::home))
                .withAlternates(before.isPresent() ? List.of() : links(languages, tag -> absolute(Paths.home(tag))))
                .withFeeds(feeds(language, languages, Optional.empty()));
        Map<String, Object> parameters = listing(language, stories, before);
        parameters.put(
                "sources", PictureSources.of(media, stories.stream().findFirst().flatMap(Story::picture), ""));
        parameters.put("heading", new Topic.Name(words.get("home.title"), words.language()));
        parameters.put("path", path);
        return render(page, "home.jte", parameters, path);
    }

    byte[] topic(Topic topic, String language, Optional<Keyset> before) {
        List<Story> stories = store.latestOfTopic(topic.slug(), language, before, STORIES + 1);
        Topic.Name name = topic.name(language, organisation.defaultLanguage());
        String path = topic.path(language);
        List<String> languages = languages(language);
        Page page = Page.of(language, name.text())
                .withCanonical(
                        absolute(before.map(mark -> Paths.before(path, mark)).orElse(path)))
                .withLanguages(links(languages, topic::path))
                .withAlternates(before.isPresent() ? List.of() : links(languages, tag -> absolute(topic.path(tag))))
                .withFeeds(feeds(language, languages, Optional.of(topic)));
        Map<String, Object> parameters = listing(language, stories, before);
        parameters.put("heading", name);
        parameters.put("path", path);
        return render(page, "topic.jte", parameters, path);
    }

    byte[] article(PublicArticle article) {
        String language = article.language();
        String path = Paths.article(language, article.slug());
        List<Story> translations = ordered(store.translations(article.article()));
        List<Story> others = translations.stream()
                .filter(other -> !other.language().equals(language))
                .toList();
        Page page = frame(article, translations)
                .withDescription(article.summary())
                .withCanonical(absolute(path))
                .withAlternates(others.stream()
                        .map(other -> new Page.Link(other.language(), absolute(other.path())))
                        .toList());
        PictureSources sources = PictureSources.of(media, article.picture(), article.html());
        if (article.picture().isPresent()) {
            page = page.withPicture(absolute(sources.preview(article.picture().get())));
        }
        Map<String, Object> parameters = base(language);
        parameters.put("article", article);
        parameters.put("html", sources.in(article.html()));
        parameters.put("sources", sources);
        parameters.put("topics", topics(article.topics()));
        parameters.put("others", others);
        parameters.put("notices", notices.of(article, translations));
        parameters.put("latest", newest(article));
        return render(page, "article.jte", parameters, path);
    }

    byte[] withdrawn(PublicArticle article) {
        List<Story> translations = ordered(store.translations(article.article()));
        Map<String, Object> parameters = base(article.language());
        parameters.put("article", article);
        parameters.put("others", translations);
        parameters.put("notice", notices.ofWithdrawal(article));
        parameters.put("latest", newest(article));
        return render(
                frame(article, translations).outOfSearch(),
                "withdrawn.jte",
                parameters,
                Paths.article(article.language(), article.slug()));
    }

    private Page frame(PublicArticle article, List<Story> translations) {
        List<String> languages = languages(article.language());
        Map<String, String> paths = translations.stream().collect(Collectors.toMap(Story::language, Story::path));
        paths.put(article.language(), Paths.article(article.language(), article.slug()));
        return Page.of(article.language(), article.title())
                .withLanguages(links(languages, tag -> paths.getOrDefault(tag, Paths.home(tag))))
                .withFeeds(feeds(article.language(), languages, Optional.empty()));
    }

    private Map<String, Object> listing(String language, List<Story> stories, Optional<Keyset> before) {
        boolean more = stories.size() > STORIES;
        List<Story> shown = more ? stories.subList(0, STORIES) : stories;
        Map<String, Object> parameters = base(language);
        parameters.put("stories", shown);
        parameters.put("first", before.isEmpty());
        parameters.put("older", more ? Optional.of(Keyset.after(shown.getLast()).text()) : Optional.empty());
        parameters.put(
                "topics",
                store.topics(
                        shown.stream().flatMap(story -> story.topics().stream()).collect(Collectors.toSet())));
        return parameters;
    }

    private List<Story> newest(PublicArticle article) {
        return store.latest(article.language(), Optional.empty(), LATEST + 1).stream()
                .filter(story -> !story.article().equals(article.article()))
                .limit(LATEST)
                .toList();
    }

    private List<Topic> topics(List<String> slugs) {
        Map<String, Topic> topics = store.topics(slugs);
        return slugs.stream()
                .map(topics::get)
                .filter(topic -> topic != null)
                .distinct()
                .toList();
    }

    private Map<String, Object> base(String language) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("language", language);
        parameters.put("texts", words(language));
        parameters.put("organisation", organisation);
        return parameters;
    }

    private byte[] render(Page page, String template, Map<String, Object> parameters, String path) {
        return site.render(
                page, output -> templates.render(template, parameters, output), survey.form(page.language(), path));
    }

    private Texts.In words(String language) {
        return texts.in(language, organisation.fallback());
    }

    /** The configured languages in their order, then those that have something public, and always the page's own. */
    private List<String> languages(String own) {
        Set<String> languages = new LinkedHashSet<>(organisation.languages());
        languages.addAll(store.languages());
        languages.add(own);
        return List.copyOf(languages);
    }

    private List<Story> ordered(List<Story> translations) {
        List<String> order = organisation.languages();
        return translations.stream()
                .sorted(Comparator.comparingInt((Story story) -> {
                            int place = order.indexOf(story.language());
                            return place < 0 ? order.size() : place;
                        })
                        .thenComparing(Story::language))
                .toList();
    }

    private static List<Page.Link> links(List<String> languages, Function<String, String> url) {
        return languages.stream()
                .map(language -> new Page.Link(language, url.apply(language)))
                .toList();
    }

    /** The page's own language first; of a topic's page the topic's own feeds stand before those of everything. */
    private List<Page.Feed> feeds(String own, List<String> languages, Optional<Topic> topic) {
        List<Page.Feed> feeds = new ArrayList<>();
        topic.ifPresent(of -> add(
                feeds,
                own,
                "topics/" + of.slug(),
                of.name(own, organisation.defaultLanguage()).text()));
        add(feeds, own, "articles", words(own).get("home.title"));
        languages.stream()
                .filter(language -> !language.equals(own))
                .forEach(language ->
                        add(feeds, language, "articles", words(language).get("home.title")));
        return feeds;
    }

    private void add(List<Page.Feed> feeds, String language, String file, String of) {
        String url = organisation.feeds() + "/feeds/" + language + "/" + file;
        String title = of + " (" + Languages.ownName(language) + ")";
        feeds.add(new Page.Feed("application/atom+xml", title + ", Atom", language, url + ".atom"));
        feeds.add(new Page.Feed("application/rss+xml", title + ", RSS", language, url + ".rss"));
    }

    private String absolute(String path) {
        return organisation.articles() + path;
    }
}

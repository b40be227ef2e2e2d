package barid.newsletter.editions;

import barid.kit.db.Database;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.mail.EditionDate;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.dbclient.DbExecute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Past editions, for everybody: a list in each language, and each edition of a day, week or month. */
public final class ArchiveRoutes {
    private static final int EDITIONS = 40;
    private static final int ARTICLES = 50;

    private final Database database;
    private final EditionStore editions;
    private final StoryStore stories;
    private final Site site;
    private final Organisation organisation;
    private final InstantSource clock;
    private final EditionArchiveStore archive;
    private final NoteStore notes = new NoteStore();
    private final Texts texts = Texts.beside(ArchiveRoutes.class);
    private final EditionItems items;
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public ArchiveRoutes(Database database, EditionStore editions, StoryStore stories, Site site, InstantSource clock) {
        this.database = database;
        this.editions = editions;
        this.stories = stories;
        this.site = site;
        this.organisation = site.organisation();
        this.clock = clock;
        this.archive = new EditionArchiveStore(organisation.zone());
        this.items = new EditionItems(stories, site, texts);
    }

    /** An edition in the list. */
    public record Entry(
            String kind,
            String date,
            String path,
            String count,
            @Nullable String headline) {}

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/{language}/editions").get(this::list).register(routing);
        Endpoint.at("/newsletter/{language}/editions/{cadence}/{period}")
                .get(this::edition)
                .register(routing);
    }

    private void list(ServerRequest request, ServerResponse response) {
        DbExecute db = database.client().execute();
        String language = language(request, db);
        Optional<String> before = request.query().first("before").asOptional();
        List<EditionArchiveStore.Listed> found = archive.list(
                db, language, before.map(ArchiveMark::parse).orElse(ArchiveMark.TOP), EDITIONS + 1, clock.instant());
        List<EditionArchiveStore.Listed> listed = found.stream().limit(EDITIONS).toList();
        Optional<String> older = found.size() > EDITIONS
                ? Optional.of(ArchiveMark.of(listed.getLast().period()).toString())
                : Optional.empty();
        Texts.In in = texts.in(language, organisation.fallback());
        Map<String, Object> parameters = Map.of(
                "texts",
                in,
                "language",
                language,
                "lead",
                in.get("archive.lead", organisation.name(in.language())),
                "months",
                months(listed, language, in),
                "first",
                before.isEmpty(),
                "older",
                older);
        Page page = Page.of(in.language(), in.get("archive.title"))
                .withDescription(in.get("archive.lead", organisation.name(in.language())))
                .withCanonical(
                        base(language) + before.map(mark -> "?before=" + mark).orElse(""))
                .withLanguages(organisation.languages().stream()
                        .map(other -> new Page.Link(other, base(other)))
                        .toList());
        site.sendPublic(
                request, response, site.render(page, output -> templates.render("archive.jte", parameters, output)));
    }

    private String base(String language) {
        return organisation.newsletter() + path(language);
    }

    private static String path(String language) {
        return "/newsletter/" + language + "/editions";
    }

    private Map<String, List<Entry>> months(List<EditionArchiveStore.Listed> listed, String language, Texts.In in) {
        Map<String, List<Entry>> months = new LinkedHashMap<>();
        for (EditionArchiveStore.Listed edition : listed) {
            String month =
                    EditionDate.month(edition.period().date(organisation.zone()), in.language(), organisation.zone());
            months.computeIfAbsent(month, name -> new java.util.ArrayList<>()).add(entry(edition, language, in));
        }
        return months;
    }

    private Entry entry(EditionArchiveStore.Listed edition, String language, Texts.In in) {
        Period period = edition.period();
        return new Entry(
                in.get("archive." + period.cadence().word()),
                date(period, in),
                path(language) + "/" + period.cadence().word() + "/" + period.name(),
                edition.articles() == 0
                        ? in.get("archive.corrections", edition.corrections())
                        : in.get("archive.articles", edition.articles()),
                edition.headline());
    }

    private String date(Period period, Texts.In in) {
        return EditionDate.of(
                period.cadence().span(), period.date(organisation.zone()), in.language(), organisation.zone());
    }

    /** A language of the site, of the software, or of anything ever published. */
    private String language(ServerRequest request, DbExecute db) {
        String language = request.path().pathParameters().get("language");
        if (!organisation.languages().contains(language)
                && !Texts.LANGUAGES.contains(language)
                && !stories.languages(db).contains(language)) {
            throw Problem.notFound();
        }
        return language;
    }

    private void edition(ServerRequest request, ServerResponse response) {
        DbExecute db = database.client().execute();
        String language = language(request, db);
        EditionArchiveStore.Past past = archive.past(
                        db,
                        request.path().pathParameters().get("cadence"),
                        request.path().pathParameters().get("period"),
                        clock.instant())
                .orElseThrow(Problem::notFound);
        Optional<String> before = request.query().first("before").asOptional();
        List<EditionArchiveStore.Numbered> found = archive.articles(
                db, past, language, before.map(ArchiveRoutes::number).orElse(Long.MAX_VALUE), ARTICLES + 1);
        List<StoryKey> keys = found.stream()
                .limit(ARTICLES)
                .map(EditionArchiveStore.Numbered::key)
                .toList();
        List<CorrectionKey> corrections = before.isEmpty() ? archive.corrections(db, past, language) : List.of();
        EditionItems.Shown shown = items.shown(
                db,
                editions.pin(db, past.period())
                        .first(new Due(keys, corrections))
                        .items(),
                corrections);
        if (shown.isEmpty()) {
            throw Problem.notFound();
        }
        Texts.In in = texts.in(language, organisation.fallback());
        EditionPage edition = EditionPage.of(
                date(past.period(), in),
                in.get("archive." + past.period().cadence().word()),
                before.isEmpty() ? notes.of(db, past.period(), language) : null,
                shown,
                found.size() > ARTICLES
                        ? Optional.of("?before=" + found.get(ARTICLES - 1).number())
                        : Optional.empty());
        Map<String, Object> parameters = Map.of("texts", in, "language", language, "edition", edition);
        site.sendPublic(
                request,
                response,
                site.render(
                        page(db, past, language, edition, before),
                        output -> templates.render("archivedEdition.jte", parameters, output)));
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.malformed("before is a number");
        }
        return Long.parseLong(text);
    }

    private Page page(
            DbExecute db,
            EditionArchiveStore.Past past,
            String language,
            EditionPage edition,
            Optional<String> before) {
        String name = "/" + past.period().cadence().word() + "/" + past.period().name();
        List<String> brought = archive.languages(db, past);
        List<Page.Link> others = Stream.concat(organisation.languages().stream(), brought.stream())
                .distinct()
                .filter(other -> other.equals(language) || brought.contains(other))
                .map(other -> new Page.Link(other, base(other) + name))
                .toList();
        Page page = Page.of(
                        texts.in(language, organisation.fallback()).language(),
                        edition.kicker() + ", " + edition.title())
                .withCanonical(base(language)
                        + name
                        + before.map(mark -> "?before=" + mark).orElse(""));
        return before.isEmpty() ? page.withLanguages(others).withAlternates(others) : page.withLanguages(others);
    }
}

package barid.newsletter.editions;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.db.Database;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Dates;
import barid.kit.site.Languages;
import barid.kit.site.Notice;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.dbclient.DbExecute;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A digest in the browser, by the unguessable id that its mails carry; what was withdrawn since is gone from it. */
public final class EditionRoutes {
    private final Database database;
    private final EditionStore editions;
    private final StoryStore stories;
    private final Site site;
    private final Texts texts = Texts.beside(EditionRoutes.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public EditionRoutes(Database database, EditionStore editions, StoryStore stories, Site site) {
        this.database = database;
        this.editions = editions;
        this.stories = stories;
        this.site = site;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/editions/{view}").get(this::view).register(routing);
    }

    /** An article on the page; {@code notice} says that a machine translated it. */
    public record Item(
            String language,
            String direction,
            String title,
            String url,
            String summary,
            String date,
            @Nullable Content notice) {}

    /** A correction on the page. */
    public record Note(String language, String direction, String title, String url, String note) {}

    private void view(ServerRequest request, ServerResponse response) {
        DbExecute db = database.client().execute();
        Variant variant =
                editions.viewed(db, request.path().pathParameters().get("view")).orElseThrow(Problem::notFound);
        Texts.In in = texts.in(variant.language(), site.organisation().fallback());
        Set<StoryKey> keys = new HashSet<>(variant.items());
        variant.corrections().forEach(correction -> keys.add(correction.story()));
        Map<StoryKey, Change.Published> snapshots = stories.snapshots(db, keys);
        stories.withdrawn(db, variant.articles()).forEach(snapshots::remove);
        Map<String, Object> parameters = Map.of(
                "texts",
                in,
                "date",
                Dates.day(
                        editions.period(db, variant.edition())
                                .date(site.organisation().zone()),
                        in.language(),
                        site.organisation().zone()),
                "items",
                variant.items().stream()
                        .filter(snapshots::containsKey)
                        .map(key -> item(snapshots, key))
                        .toList(),
                "notes",
                notes(db, variant, snapshots));
        response.header(HeaderValues.create("X-Robots-Tag", "noindex"));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
        site.send(
                request,
                response,
                200,
                Page.of(in.language(), in.get("edition.title")).outOfSearch(),
                output -> templates.render("edition.jte", parameters, output));
    }

    private Item item(Map<StoryKey, Change.Published> snapshots, StoryKey key) {
        Change.Published story = snapshots.get(key);
        if (story == null) {
            throw new IllegalStateException("no story " + key);
        }
        return new Item(
                story.language(),
                Languages.direction(story.language()),
                story.title(),
                story.url(),
                story.summary(),
                Dates.day(
                        story.published(), story.language(), site.organisation().zone()),
                story.origin() == Origin.MACHINE ? notice(story) : null);
    }

    private Content notice(Change.Published story) {
        Texts.In in = texts.in(story.language(), site.organisation().fallback());
        String name = site.organisation().shortName(in.language());
        Notice notice = Notice.of(
                Notice.Meaning.INFORMATION,
                in.language(),
                in.get("machine.name"),
                in.get("machine.sentence", story.engine() == null ? "" : story.engine(), name));
        return site.notice(story.translations().stream()
                .filter(sibling -> sibling.origin() == Origin.ORIGINAL)
                .findFirst()
                .map(original -> notice.withLink(original.url(), in.get("machine.original"), original.language()))
                .orElse(notice));
    }

    private List<Note> notes(DbExecute db, Variant variant, Map<StoryKey, Change.Published> snapshots) {
        if (variant.corrections().isEmpty()) {
            return List.of();
        }
        List<Correction> all = stories.corrections(
                db, variant.corrections().stream().map(CorrectionKey::article).toList());
        return all.stream()
                .filter(note -> variant.corrections().contains(CorrectionKey.of(note)))
                .flatMap(note -> java.util.Optional.ofNullable(snapshots.get(note.story())).stream()
                        .map(story -> new Note(
                                story.language(),
                                Languages.direction(story.language()),
                                story.title(),
                                story.url(),
                                note.note())))
                .toList();
    }
}

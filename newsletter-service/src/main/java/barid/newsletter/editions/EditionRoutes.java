package barid.newsletter.editions;

import barid.kit.db.Database;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import barid.newsletter.mail.EditionDate;
import barid.newsletter.stories.StoryStore;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.dbclient.DbExecute;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Map;
import java.util.Optional;

/** A digest in the browser, by the unguessable id that its mails carry; what was withdrawn since is gone from it. */
public final class EditionRoutes {
    private final Database database;
    private final EditionStore editions;
    private final Site site;
    private final NoteStore notes = new NoteStore();
    private final Texts texts = Texts.beside(EditionRoutes.class);
    private final EditionItems items;
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");

    public EditionRoutes(Database database, EditionStore editions, StoryStore stories, Site site) {
        this.database = database;
        this.editions = editions;
        this.site = site;
        this.items = new EditionItems(stories, site, texts);
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/editions/{view}").get(this::view).register(routing);
    }

    private void view(ServerRequest request, ServerResponse response) {
        DbExecute db = database.client().execute();
        Variant variant =
                editions.viewed(db, request.path().pathParameters().get("view")).orElseThrow(Problem::notFound);
        Texts.In in = texts.in(variant.language(), site.organisation().fallback());
        Period period = editions.period(db, variant.edition());
        EditionPage edition = EditionPage.of(
                in.get("edition.title"),
                EditionDate.of(
                        period.cadence().span(),
                        period.date(site.organisation().zone()),
                        in.language(),
                        site.organisation().zone()),
                notes.of(db, period, in.language()),
                items.shown(db, variant.items(), variant.corrections()),
                Optional.empty());
        response.header(HeaderValues.create("X-Robots-Tag", "noindex"));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
        site.send(
                request,
                response,
                200,
                Page.of(in.language(), edition.title()).outOfSearch(),
                output -> templates.render("edition.jte", Map.of("texts", in, "edition", edition), output));
    }
}

package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.newsletter.evidence.Evidence;
import barid.newsletter.evidence.MailEvidence;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.ReadMail;
import barid.newsletter.subscriptions.Address;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One mail: who got it, why these articles, when, and the bytes. */
public final class MailPages {
    private static final String EDITION = ConsoleFrame.IN_LANGUAGE + Section.EDITIONS.path() + "/{id}";
    private static final String ONE = EDITION + "/mails/{subscriber}";
    private static final String FIND = ConsoleFrame.IN_LANGUAGE + Section.SENDING.path() + "/find";

    private final PageWriter pages;
    private final Database database;
    private final Evidence evidence;
    private final MailViews views;
    private final SubscriberListStore readers;
    private final AuditStore audit;
    private final Keys keys;
    private final InstantSource clock;

    MailPages(
            PageWriter pages,
            Database database,
            Evidence evidence,
            MailViews views,
            SubscriberListStore readers,
            AuditStore audit,
            Keys keys,
            InstantSource clock) {
        this.pages = pages;
        this.database = database;
        this.evidence = evidence;
        this.views = views;
        this.readers = readers;
        this.audit = audit;
        this.keys = keys;
        this.clock = clock;
    }

    void register(HttpRules rules) {
        ConsoleFrame frame = pages.frame();
        Endpoint.at(FIND)
                .get(frame.page((request, response, session) ->
                        Answers.seeOther(response, new Place(frame.language(request), Section.SENDING, "").here())))
                .post(frame.form(this::findByMessageId))
                .register(rules);
        Endpoint.at(EDITION + "/find")
                .get(frame.page((request, response, session) ->
                        Answers.seeOther(response, edition(request).here())))
                .post(frame.form(this::findByAddress))
                .register(rules);
        Endpoint.at(ONE)
                .get(frame.page((request, response, session) -> show(request, response, session, false)))
                .register(rules);
        Endpoint.at(ONE + "/address")
                .get(frame.page(this::back))
                .post(frame.form(this::reveal))
                .register(rules);
        Endpoint.at(ONE + "/mail.html").get(frame.page(this::html)).register(rules);
        Endpoint.at(ONE + "/mail.eml")
                .get(frame.page(this::back))
                .post(frame.form(this::message))
                .register(rules);
    }

    private void findByMessageId(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Optional<Evidence.Found> found = evidence.withMessageId(fields.getOrDefault("message-id", ""));
        String language = pages.frame().language(request);
        Answers.seeOther(
                response,
                found.map(mail -> mail(language, mail.edition(), mail.subscriber())
                                .here())
                        .orElse(new Place(language, Section.SENDING, "?done=no-mail").here()));
    }

    /** By the whole address, which stands in a form and never in an address of ours. */
    private void findByAddress(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        UUID edition = Ids.of(request, "id");
        Optional<UUID> found = Address.parse(fields.getOrDefault("email", ""))
                .flatMap(address -> readers.withAddress(keys.addressKey(address.normalised())))
                .filter(reader -> evidence.of(edition, reader).isPresent());
        Answers.seeOther(
                response,
                found.map(reader -> mail(pages.frame().language(request), edition, reader)
                                .here())
                        .orElse(edition(request).here() + "?done=no-mail"));
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session, boolean revealed) {
        Words words = pages.words(request);
        MailEvidence known = evidence.of(Ids.of(request, "id"), Ids.of(request, "subscriber"))
                .orElseThrow(Problem::notFound);
        String name = EditionLines.name(words, known.cadence(), known.period());
        pages.sendFraming(
                request,
                response,
                200,
                session,
                here(request),
                words.get("mail.title", name),
                "mail",
                Map.of(
                        "mail", views.view(words, known, revealed),
                        "title", words.get("mail.title", name),
                        "edition", edition(request).here(),
                        "name", name,
                        "here", here(request).here()));
    }

    private void reveal(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        note(request, session, "revealed");
        show(request, response, session, true);
    }

    /** As on her screen, but with dead links and without her address: looking changes nothing and tells nothing. */
    private void html(ServerRequest request, ServerResponse response, OperatorSession session) {
        byte[] preview = copy(request).preview();
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Referrer-Policy", "no-referrer"));
        response.header(HeaderValues.create(
                "Content-Security-Policy",
                PreviewPages.mailPolicy(pages.words(request).organisation().articles())));
        Answers.send(
                request,
                response,
                "text/html; charset=UTF-8",
                ReadMail.of(preview).html().getBytes(StandardCharsets.UTF_8));
    }

    /** Whole, with her address and her own links: who took it is noted. */
    private void message(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        byte[] message = copy(request).message();
        if (message.length == 0) {
            throw Problem.notFound();
        }
        note(request, session, "mail-taken");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderValues.create("Content-Disposition", "attachment; filename=\"mail.eml\""));
        Answers.send(request, response, "message/rfc822", message);
    }

    private Evidence.Copy copy(ServerRequest request) {
        return evidence.copy(Ids.of(request, "id"), Ids.of(request, "subscriber"))
                .orElseThrow(Problem::notFound);
    }

    private void note(ServerRequest request, OperatorSession session, String act) {
        String subject = AuditStore.edition(Ids.of(request, "id"));
        UUID subscriber = Ids.of(request, "subscriber");
        database.transactions()
                .run(tx -> audit.note(tx, clock.instant(), session.operator(), act, subscriber, subject, null));
    }

    private void back(ServerRequest request, ServerResponse response, OperatorSession session) {
        Answers.seeOther(response, here(request).here());
    }

    private Place edition(ServerRequest request) {
        return new Place(pages.frame().language(request), Section.EDITIONS, "/" + Ids.of(request, "id"));
    }

    private Place here(ServerRequest request) {
        return mail(pages.frame().language(request), Ids.of(request, "id"), Ids.of(request, "subscriber"));
    }

    static Place mail(String language, UUID edition, UUID subscriber) {
        return new Place(language, Section.EDITIONS, "/" + edition + "/mails/" + subscriber);
    }
}

package barid.article.content;

import barid.article.audit.Actor;
import barid.article.conditional.EntityTags;
import barid.article.html.Links;
import barid.article.html.PlainText;
import barid.article.idempotency.Creation;
import barid.article.idempotency.IdempotencyKeys;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** {@code /api/articles}: writing, the acts, and what of it anyone may read. */
public final class ArticleRoutes implements HttpService {
    /** An HTML of 1 MiB, every character of it escaped. */
    private static final int MAX_TEXT_BODY = 8 << 20;

    private static final int MAX_ACT_BODY = 64 << 10;
    private static final int MAX_REASON = 1_000;
    /** Four digits of a year: what dates in feeds can say. */
    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final String ARTICLE = "/api/articles/{id}";
    private static final String TRANSLATION = TranslationPath.PATTERN;

    private final Articles articles;
    private final Drafts drafts;
    private final ArticleReads reads;
    private final RevisionRoutes revisions;
    private final IdempotencyKeys keys;
    private final Handler list;
    private final Links links;
    private final Tokens tokens;

    /** {@code list} answers with lists of articles. */
    public ArticleRoutes(
            Articles articles,
            Revisions revisions,
            Drafts drafts,
            IdempotencyKeys keys,
            Handler list,
            Links links,
            Tokens tokens) {
        this.articles = articles;
        this.drafts = drafts;
        this.keys = keys;
        this.list = list;
        this.reads = new ArticleReads(articles, links, tokens);
        this.revisions = new RevisionRoutes(revisions, reads, tokens);
        this.links = links;
        this.tokens = tokens;
    }

    record Nothing() {}

    record At(@Nullable String at) {}

    record Note(@Nullable String note) {}

    record Reason(@Nullable String reason) {}

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/articles")
                .get(list)
                .post(this::create)
                .readableByAnyOrigin()
                .register(rules);
        Endpoint.at(ARTICLE).get(reads::article).readableByAnyOrigin().register(rules);
        Endpoint.at(TRANSLATION)
                .get(reads::translation)
                .put(this::save)
                .delete(this::delete)
                .readableByAnyOrigin()
                .register(rules);
        revisions.register(rules);
        act("/publish", At.class, (target, body) -> articles.publish(target, instant(body.at())), rules);
        act("/unschedule", Nothing.class, (target, body) -> articles.unschedule(target), rules);
        act("/revise", Nothing.class, (target, body) -> articles.revise(target), rules);
        act("/correct", Note.class, (target, body) -> articles.correct(target, said("note", body.note())), rules);
        act(
                "/withdraw",
                Reason.class,
                (target, body) -> articles.withdraw(target, said("reason", body.reason())),
                rules);
    }

    private <B> void act(String name, Class<B> body, BiFunction<Target, B, ActResult> act, HttpRules rules) {
        Endpoint.at(TRANSLATION + name)
                .post((request, response) -> {
                    Target target = target(request);
                    ActResult result = act.apply(target, Json.read(request, body, MAX_ACT_BODY));
                    answer(request, response, Status.OK_200, done(result));
                })
                .register(rules);
    }

    private void create(ServerRequest request, ServerResponse response) {
        Actor actor = writer(request);
        Optional<String> key = IdempotencyKeys.of(request);
        Submission.NewArticle submission = Json.read(request, Submission.NewArticle.class, MAX_TEXT_BODY);
        Draft draft = drafts.original(submission);
        Creation creation =
                keys.create(key, actor.name(), submission, tx -> created(articles.create(tx, draft, actor)));
        response.status(Status.create(creation.status()))
                .header(HeaderNames.LOCATION, creation.location())
                .header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.send(request, response, "application/json", creation.body().getBytes(StandardCharsets.UTF_8));
    }

    private Creation created(Current current) {
        Translation translation = current.translation();
        Article article = new Article(translation.article(), translation.language(), List.of(current));
        return new Creation(
                201,
                "/api/articles/" + article.id(),
                new String(
                        Json.write(ArticleView.forWriters(article, links, current.removed())), StandardCharsets.UTF_8));
    }

    private void save(ServerRequest request, ServerResponse response) {
        Actor actor = writer(request);
        UUID article = ArticleReads.id(request).orElseThrow(Problem::notFound);
        Optional<EntityTags.Condition> ifMatch = EntityTags.ifMatch(request);
        boolean creates = EntityTags.onlyCreates(request);
        Submission submission = Json.read(request, Submission.class, MAX_TEXT_BODY);
        Draft draft = drafts.in(request.path().pathParameters().get("language"), submission);
        if (!creates && ifMatch.isEmpty()) {
            throw Problem.of(
                    428,
                    "precondition-required",
                    "State If-None-Match: * to create, or If-Match with an ETag to save.");
        }
        SaveResult result =
                creates ? articles.add(article, draft, actor) : articles.save(article, draft, ifMatch.get(), actor);
        switch (result) {
            case SaveResult.Created(Current current) -> {
                response.header(HeaderNames.LOCATION, "/api/articles/" + article + "/translations/" + draft.language());
                answer(request, response, Status.CREATED_201, current);
            }
            case SaveResult.Saved(Current current) -> answer(request, response, Status.OK_200, current);
            case SaveResult.Refused(Optional<Current> current) -> throw reads.refused(current, submission);
        }
    }

    private void delete(ServerRequest request, ServerResponse response) {
        done(articles.delete(target(request)));
        response.status(Status.NO_CONTENT_204).send();
    }

    private Current done(ActResult result) {
        return switch (result) {
            case ActResult.Done(Current current) -> current;
            case ActResult.Stale(Current current) -> throw reads.refused(current);
        };
    }

    private void answer(ServerRequest request, ServerResponse response, Status status, Current current) {
        response.status(status).header(HeaderNames.ETAG, current.etag()).header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, reads.view(current));
    }

    private Actor writer(ServerRequest request) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        Bodies.query(request);
        return actor;
    }

    private Target target(ServerRequest request) {
        Actor actor = writer(request);
        TranslationPath path = TranslationPath.of(request);
        EntityTags.Condition condition = EntityTags.ifMatch(request).orElseGet(EntityTags.Condition.Any::new);
        return new Target(path.article(), path.language(), condition, actor);
    }

    private static Optional<Instant> instant(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw Problem.field("at", "lies between the years 1000 and 9999");
            }
            return Optional.of(instant);
        } catch (DateTimeParseException e) {
            throw Problem.field("at", "is an instant with its offset from UTC, as 2026-03-26T09:00:00Z (RFC 3339)");
        }
    }

    private static String said(String field, @Nullable String given) {
        String text = given == null ? "" : given.strip();
        List<Problem.FieldError> errors = new ArrayList<>();
        if (text.isEmpty()) {
            errors.add(new Problem.FieldError(field, "is said in public, so it is not blank"));
        }
        PlainText.lines(field, text, MAX_REASON, errors);
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
        return text;
    }
}

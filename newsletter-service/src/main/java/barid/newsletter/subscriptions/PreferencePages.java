package barid.newsletter.subscriptions;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import barid.kit.site.Dates;
import barid.kit.site.Notice;
import barid.kit.site.Texts;
import barid.newsletter.keys.Keys;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A reader's own page, by the signed link that her mails carry: no login, no script. */
final class PreferencePages {
    static final String PATH = KeptDataPages.PATH;
    /** In the record of consent. */
    private static final String FORM = "preferences";

    private static final String UNSUBSCRIBE = "/newsletter/unsubscribe/";
    /** Changes of address that one reader may ask for in a day: each sends a mail to an address that she names. */
    private static final int ADDRESS_CHANGES = 5;

    private final Subscriptions subscriptions;
    private final ReaderPages pages;
    private final Keys keys;
    private final KeptDataPages kept;
    private final RateLimit addressChanges = new RateLimit(ADDRESS_CHANGES, Duration.ofDays(1), Ticker.systemTicker());

    PreferencePages(Subscriptions subscriptions, ReaderPages pages, Keys keys) {
        this.subscriptions = subscriptions;
        this.pages = pages;
        this.keys = keys;
        this.kept = new KeptDataPages(subscriptions, pages, keys);
    }

    void register(HttpRouting.Builder routing) {
        Endpoint.at(PATH + "{token}").get(this::show).post(this::save).register(routing);
        Endpoint.at(PATH + "{token}/pause").post(this::pause).register(routing);
        Endpoint.at(PATH + "{token}/resume").post(this::resume).register(routing);
        Endpoint.at(PATH + "{token}/address").post(this::changeAddress).register(routing);
        kept.register(routing);
    }

    private Source source(ServerRequest request, Texts.In in) {
        return pages.source(request, FORM, in);
    }

    /** A reader who has a subscription, and the words for her. */
    private record Reader(SubscriptionStore.Standing standing, Choices choices, Texts.In in) {
        ZoneId zone() {
            return ZoneId.of(choices.zone());
        }
    }

    private Optional<Reader> reader(UUID subscriber) {
        Optional<SubscriptionStore.Standing> standing = subscriptions.standing(subscriber);
        return standing.filter(SubscriptionStore.Standing::confirmed)
                .flatMap(found -> Optional.ofNullable(found.choices())
                        .map(choices -> new Reader(found, choices, pages.hers(standing))));
    }

    private void show(ServerRequest request, ServerResponse response) {
        UUID subscriber = kept.subscriber(request);
        Optional<Reader> reader = reader(subscriber);
        if (reader.isEmpty()) {
            kept.gone(request, response, subscriber);
            return;
        }
        Texts.In in = reader.get().in();
        Notice notice = request.query()
                .first("saved")
                .filter(what ->
                        List.of("choices", "pause", "resumed", "address").contains(what))
                .map(what ->
                        Notice.of(Notice.Meaning.SUCCESS, in.language(), in.get("saved.name"), in.get("saved." + what)))
                .orElse(null);
        page(request, response, 200, reader.get(), form(request, reader.get()), Map.of(), notice);
    }

    private ReaderForm form(ServerRequest request, Reader reader) {
        Choices choices = reader.choices();
        Choices current = new Choices(
                choices.languages(),
                List.copyOf(subscriptions.topics().resolve(choices.topics())),
                choices.cadence(),
                choices.hour(),
                choices.day(),
                choices.zone());
        LocalDate today = subscriptions.now().atZone(reader.zone()).toLocalDate();
        var paused = Optional.ofNullable(reader.standing().pausedUntil())
                .filter(until -> until.isAfter(subscriptions.now()));
        return new ReaderForm(
                KeptDataPages.url(request),
                UNSUBSCRIBE + keys.unsubscribeToken(reader.standing().id()),
                reader.standing().email(),
                ChoiceForm.of(current),
                choices.version(),
                paused.map(until -> Dates.day(until, reader.in().language(), reader.zone()))
                        .orElse(""),
                today.plusDays(1).toString(),
                today.plusYears(1).toString(),
                "",
                "");
    }

    private void page(
            ServerRequest request,
            ServerResponse response,
            int status,
            Reader reader,
            ReaderForm form,
            Map<String, String> errors,
            @Nullable Notice notice) {
        Texts.In in = reader.in();
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("texts", in);
        parameters.put("reader", form);
        parameters.put("notice", notice == null ? null : pages.site().notice(notice));
        parameters.put("errors", errors);
        parameters.put("organisation", pages.organisation());
        parameters.put("languages", List.copyOf(subscriptions.languages()));
        parameters.put(
                "topics",
                subscriptions
                        .topics()
                        .choosable(in.language(), pages.organisation().defaultLanguage()));
        pages.show(
                request,
                response,
                status,
                in,
                in.get("preferences.title"),
                pages.template("preferences.jte", parameters));
    }

    private void refuse(
            ServerRequest request,
            ServerResponse response,
            Reader reader,
            ReaderForm form,
            Map<String, String> errors) {
        Texts.In in = reader.in();
        Notice notice = Notice.of(Notice.Meaning.DANGER, in.language(), in.get("refused.name"), in.get("refused.text"));
        page(request, response, 422, reader, form, errors, notice);
    }

    private void save(ServerRequest request, ServerResponse response) {
        UUID subscriber = kept.subscriber(request);
        Map<String, String> fields = Bodies.form(request, ReaderPages.FORM);
        Optional<Reader> reader = reader(subscriber);
        if (reader.isEmpty()) {
            kept.gone(request, response, subscriber);
            return;
        }
        ChoiceForm given = ChoiceForm.of(fields, reader.get().choices().zone());
        switch (subscriptions.rules().choose(given.given(null))) {
            case ChoiceRules.Chosen.Refused(List<ChoiceRules.Fault> faults) ->
                refuse(
                        request,
                        response,
                        reader.get(),
                        form(request, reader.get()).with(given),
                        ReaderPages.errors(reader.get().in(), faults));
            case ChoiceRules.Chosen.Taken(Choices choices) -> {
                Preferences.Saving saving = subscriptions
                        .preferences()
                        .save(
                                subscriber,
                                fields.getOrDefault("version", ""),
                                choices,
                                source(request, reader.get().in()));
                switch (saving) {
                    case SAVED -> Answers.seeOther(response, KeptDataPages.url(request) + "?saved=choices");
                    case STALE -> stale(request, response, subscriber, given);
                    case GONE -> kept.gone(request, response, subscriber);
                }
            }
        }
    }

    /** What she filled in stays; saving it again is then from what stands now. */
    private void stale(ServerRequest request, ServerResponse response, UUID subscriber, ChoiceForm given) {
        Optional<Reader> reader = reader(subscriber);
        if (reader.isEmpty()) {
            kept.gone(request, response, subscriber);
            return;
        }
        Texts.In in = reader.get().in();
        Notice notice = Notice.of(Notice.Meaning.WARNING, in.language(), in.get("stale.name"), in.get("stale.text"));
        page(request, response, 409, reader.get(), form(request, reader.get()).with(given), Map.of(), notice);
    }

    private void pause(ServerRequest request, ServerResponse response) {
        UUID subscriber = kept.subscriber(request);
        String until =
                Bodies.form(request, ReaderPages.FORM).getOrDefault("until", "").strip();
        Optional<Reader> reader = reader(subscriber);
        Texts.In in = pages.hers(subscriptions.standing(subscriber));
        Preferences.Pausing pausing = date(until)
                .map(day -> subscriptions.preferences().pause(subscriber, day, source(request, in)))
                .orElse(Preferences.Pausing.REFUSED);
        if (reader.isEmpty() || pausing == Preferences.Pausing.GONE) {
            kept.gone(request, response, subscriber);
        } else if (pausing == Preferences.Pausing.PAUSED) {
            Answers.seeOther(response, KeptDataPages.url(request) + "?saved=pause");
        } else {
            refuse(
                    request,
                    response,
                    reader.get(),
                    form(request, reader.get()).withUntil(until),
                    Map.of("until", reader.get().in().get("error.until")));
        }
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void resume(ServerRequest request, ServerResponse response) {
        UUID subscriber = kept.subscriber(request);
        ReaderPages.anyBody(request);
        Texts.In in = pages.hers(subscriptions.standing(subscriber));
        subscriptions.preferences().resume(subscriber, source(request, in));
        Answers.seeOther(response, KeptDataPages.url(request) + "?saved=resumed");
    }

    private void changeAddress(ServerRequest request, ServerResponse response) {
        UUID subscriber = kept.subscriber(request);
        String email = Bodies.form(request, ReaderPages.FORM).getOrDefault("email", "");
        Optional<Reader> reader = reader(subscriber);
        if (reader.isEmpty()) {
            kept.gone(request, response, subscriber);
            return;
        }
        Optional<Address> address = Address.parse(email);
        String fault = address.isEmpty()
                ? "error.email"
                : address.get().mailbox().equals(reader.get().standing().mailbox()) ? "error.address.same" : "";
        if (fault.isEmpty() && !mayAsk(subscriber)) {
            fault = "error.address.often";
        }
        if (fault.isEmpty() && address.isPresent()) {
            subscriptions
                    .addressChanges()
                    .ask(subscriber, address.get(), reader.get().in().language());
            Answers.seeOther(response, KeptDataPages.url(request) + "?saved=address");
            return;
        }
        refuse(
                request,
                response,
                reader.get(),
                form(request, reader.get()).withNewEmail(email),
                Map.of("email", reader.get().in().get(fault)));
    }

    private boolean mayAsk(UUID subscriber) {
        try {
            addressChanges.count(subscriber.toString());
            return true;
        } catch (Problem tooMany) {
            return false;
        }
    }
}

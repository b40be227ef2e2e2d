package barid.feed.partners;

import barid.feed.publishing.FeedCache;
import barid.kit.operators.OperatorSession;
import barid.kit.operators.Operators;
import barid.kit.site.Dates;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import com.ibm.icu.text.ListFormatter;
import com.ibm.icu.util.ULocale;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The operators' pages about partners, put into words and HTML. */
final class PartnerViews {
    static final int WEEK = 7;
    static final int MONTH = 30;
    static final Duration DAY = Duration.ofHours(24);

    private static final double MEGABYTE = 1_000_000;

    private final Site site;
    private final Organisation organisation;
    private final Operators operators;
    private final FeedCache feeds;
    private final InstantSource clock;
    private final Texts texts = Texts.beside(PartnerViews.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.feed.templates");

    PartnerViews(Site site, Operators operators, FeedCache feeds, InstantSource clock) {
        this.site = site;
        this.organisation = site.organisation();
        this.operators = operators;
        this.feeds = feeds;
        this.clock = clock;
    }

    /** Where a page stands: {@code rest} is what follows the language, {@code /new} or nothing. */
    record Place(String language, String rest) {
        String in(String other) {
            return "/partners/" + other + rest;
        }
    }

    /** Sends a page made of a template; {@code more} are its parameters beside the words and the session. */
    void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            OperatorSession session,
            Place place,
            String title,
            String template,
            Map<String, Object> more) {
        Texts.In words = words(place.language());
        Page page = Page.of(place.language(), title)
                .withLanguages(operators.languages().stream()
                        .map(tag -> new Page.Link(tag, place.in(tag)))
                        .toList())
                .outOfSearch();
        Map<String, Object> parameters = new HashMap<>(more);
        parameters.put("words", words);
        parameters.put("session", session);
        Content bar = operators.bar(session, place.language());
        site.send(request, response, status, page, output -> {
            bar.writeTo(output);
            templates.render(template, parameters, output);
        });
    }

    Texts.In words(String language) {
        return texts.in(language, organisation.fallback());
    }

    ZoneId zone() {
        return organisation.zone();
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone());
    }

    PartnerLine line(Texts.In words, Partner partner, LastPull last, Map<LocalDate, Tally> week) {
        Tally sum = week.values().stream().reduce(Tally.NONE, Tally::plus);
        Terms terms = partner.terms();
        return new PartnerLine(
                partner.id(),
                terms.name(),
                partner.revoked().isPresent(),
                languages(words, terms),
                topics(words, terms),
                last.at().map(at -> time(words, at)).orElse(words.get("never")),
                behind(words, last),
                words.get("number", sum.pulls()),
                days(words, week, WEEK, "chart.week"),
                words.get("number", sum.errors()),
                sum.errors() > 0);
    }

    PartnerView view(
            Texts.In words,
            Partner partner,
            LastPull last,
            Map<Instant, Tally> hours,
            Map<LocalDate, Tally> month,
            List<PartnerKey> keys) {
        Terms terms = partner.terms();
        return new PartnerView(
                partner.id(),
                terms.name(),
                partner.revoked().map(at -> time(words, at)),
                FeedAddress.of(organisation, partner),
                terms.contact(),
                languages(words, terms),
                topics(words, terms),
                terms.rights(),
                words.get("limit.value", terms.perMinute()),
                day(words, partner.created()),
                last.at().map(at -> time(words, at)).orElse(words.get("never")),
                last.agent().orElse(""),
                behind(words, last),
                hours(words, hours),
                days(words, month, MONTH, "chart.month"),
                rows(words, month),
                keys.stream().map(key -> key(words, key)).toList(),
                keys.stream().filter(key -> key.revoked().isEmpty()).count() < Agreements.MOST_KEYS);
    }

    private PartnerView.Key key(Texts.In words, PartnerKey key) {
        return new PartnerView.Key(
                key.number(),
                words.get("number", key.number()),
                time(words, key.created()),
                key.used().map(at -> time(words, at)).orElse(words.get("never")),
                key.revoked().map(at -> time(words, at)));
    }

    private static String behind(Texts.In words, LastPull last) {
        return words.get(last.at().isPresent() ? "behind.value" : "behind.all", last.behind());
    }

    private String languages(Texts.In words, Terms terms) {
        return terms.languages().isEmpty()
                ? words.get("languages.all")
                : list(words, terms.languages().stream().map(tag -> Languages.nameIn(tag, words.language())));
    }

    private String topics(Texts.In words, Terms terms) {
        return terms.topics().isEmpty()
                ? words.get("topics.all")
                : list(words, terms.topics().stream().map(slug -> topic(words, slug)));
    }

    /** The topic's name in the page's language, else in the organisation's, else its slug. */
    private String topic(Texts.In words, String slug) {
        return feeds.topics()
                .name(slug, words.language())
                .or(() -> feeds.topics().name(slug, organisation.defaultLanguage()))
                .orElse(slug);
    }

    private static String list(Texts.In words, Stream<String> items) {
        return ListFormatter.getInstance(ULocale.forLanguageTag(words.language()))
                .format(items.toList());
    }

    private String time(Texts.In words, Instant at) {
        return Dates.dayAndTime(at, words.language(), zone());
    }

    private String day(Texts.In words, Instant at) {
        return Dates.day(at, words.language(), zone());
    }

    private String day(Texts.In words, LocalDate date) {
        return day(words, date.atStartOfDay(zone()).toInstant());
    }

    private BarChart days(Texts.In words, Map<LocalDate, Tally> tallies, int length, String title) {
        LocalDate today = today();
        List<LocalDate> days = IntStream.range(0, length)
                .mapToObj(i -> today.minusDays(length - 1L - i))
                .toList();
        List<Long> counts = days.stream()
                .map(date -> tallies.getOrDefault(date, Tally.NONE).pulls())
                .toList();
        return chart(words, title, counts, day(words, days.getFirst()), day(words, days.getLast()));
    }

    private BarChart hours(Texts.In words, Map<Instant, Tally> tallies) {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        List<Instant> hours = IntStream.range(0, (int) DAY.toHours())
                .mapToObj(i -> hour.minus(DAY.toHours() - 1 - i, ChronoUnit.HOURS))
                .toList();
        List<Long> counts = hours.stream()
                .map(at -> tallies.getOrDefault(at, Tally.NONE).pulls())
                .toList();
        return chart(words, "chart.day", counts, time(words, hours.getFirst()), time(words, hours.getLast()));
    }

    private static BarChart chart(Texts.In words, String title, List<Long> counts, String first, String last) {
        long sum = counts.stream().mapToLong(Long::longValue).sum();
        long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        return BarChart.of(
                words.get(title),
                words.get("chart.says", words.get(title), sum, most),
                counts,
                words.direction().equals("rtl"),
                first,
                last,
                words.get("number", most));
    }

    /** The newest day first. */
    private List<PartnerView.Day> rows(Texts.In words, Map<LocalDate, Tally> month) {
        return month.entrySet().stream()
                .sorted(Map.Entry.<LocalDate, Tally>comparingByKey().reversed())
                .map(entry -> new PartnerView.Day(
                        day(words, entry.getKey()),
                        words.get("number", entry.getValue().whole()),
                        words.get("number", entry.getValue().news()),
                        words.get("number", entry.getValue().unchanged()),
                        words.get("number", entry.getValue().archive()),
                        words.get("number", entry.getValue().errors()),
                        words.get("megabytes", entry.getValue().bytes() / MEGABYTE)))
                .toList();
    }

    /** The form for a new partner, or for {@code partner}, filled with {@code given}. */
    PartnerFormView form(Texts.In words, Optional<Partner> partner, String id, TermsForm given, List<Fault> faults) {
        String root = "/partners/" + words.language();
        String page = partner.map(known -> root + "/" + known.id()).orElse(root);
        return new PartnerFormView(
                partner.isEmpty(),
                partner.isEmpty() ? root + "/new" : page + "/edit",
                page,
                id,
                orEmpty(given.name()),
                orEmpty(given.contact()),
                orEmpty(given.rights()),
                given.limit() == null ? "" : Integer.toString(given.limit()),
                languageChoices(words, ticked(given.languages())),
                topicChoices(words, ticked(given.topics())),
                faults.stream()
                        .collect(Collectors.toMap(
                                Fault::field, fault -> words.get(fault.reason().message()), (first, _) -> first)));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Set<String> ticked(@Nullable List<@Nullable String> values) {
        Set<String> ticked = new LinkedHashSet<>();
        if (values != null) {
            values.stream().filter(Objects::nonNull).forEach(ticked::add);
        }
        return ticked;
    }

    private List<PartnerFormView.Choice> languageChoices(Texts.In words, Set<String> ticked) {
        Set<String> tags = new LinkedHashSet<>(organisation.languages());
        tags.addAll(feeds.languages());
        tags.addAll(ticked);
        return tags.stream()
                .map(tag -> new PartnerFormView.Choice(
                        PartnerPages.LANGUAGE + tag,
                        Languages.nameIn(tag, words.language()),
                        words.language(),
                        words.direction(),
                        ticked.contains(tag)))
                .toList();
    }

    private List<PartnerFormView.Choice> topicChoices(Texts.In words, Set<String> ticked) {
        Set<String> slugs = new LinkedHashSet<>(feeds.topics().standing());
        slugs.addAll(ticked);
        List<PartnerFormView.Choice> choices = new ArrayList<>();
        slugs.stream().sorted().forEach(slug -> {
            String speaks = Stream.of(words.language(), organisation.defaultLanguage())
                    .filter(tag -> feeds.topics().name(slug, tag).isPresent())
                    .findFirst()
                    .orElse("en"); // a slug is made of Latin letters
            choices.add(new PartnerFormView.Choice(
                    PartnerPages.TOPIC + slug,
                    feeds.topics().name(slug, speaks).orElse(slug),
                    speaks,
                    Languages.direction(speaks),
                    ticked.contains(slug)));
        });
        return choices;
    }
}

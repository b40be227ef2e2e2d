package barid.feed.publishing;

import barid.kit.site.Organisation;
import io.micrometer.core.instrument.MeterRegistry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Turns a feed's state into documents; of the same state and settings always the same bytes. */
public final class FeedRenderer {
    /** Raised whenever the same entry comes out in other bytes: archive pages are kept as rendered, and then are not. */
    private static final int EDITION = 1;

    private final FeedTexts texts;
    private final AtomDocument atom;
    private final RssDocument rss;
    private final JsonDocument json;
    private final FeedLinter linter = new FeedLinter();
    private final String looks;
    private final Fragments fragments = new Fragments(this::render);

    /** Documents by format, and what had to be left out of them. */
    record Rendering(Map<FeedFormat, Assembled> documents, List<Breach> breaches) {
        Assembled in(FeedFormat format) {
            return Objects.requireNonNull(documents.get(format));
        }
    }

    public FeedRenderer(Organisation organisation, MeterRegistry metrics) {
        this.texts = new FeedTexts(organisation);
        this.atom = new AtomDocument(texts, metrics);
        this.rss = new RssDocument(texts, (int) Audience.MAX_AGE.toMinutes(), metrics);
        this.json = new JsonDocument(texts);
        this.looks = EDITION + "-" + RenderedFeed.hash(organisation.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Tells one build's and one setting's rendering from another's. */
    String looks() {
        return looks;
    }

    Fragments.Visit visit() {
        return fragments.visit();
    }

    Rendering render(FeedState state, List<FeedFormat> formats, Fragments.Visit visit) {
        List<Breach> breaches = new ArrayList<>();
        Map<FeedFormat, List<Piece>> pieces = new EnumMap<>(FeedFormat.class);
        formats.forEach(format -> pieces.put(format, new ArrayList<>()));
        for (Standing standing : state.standing()) {
            switch (standing) {
                case Standing.Gone gone ->
                    Optional.ofNullable(pieces.get(FeedFormat.ATOM))
                            .ifPresent(in -> in.add(new Piece(
                                    gone.position(), true, atom.deletedEntry(state.tagAuthority(), gone.tombstone()))));
                case Standing.Live live -> {
                    switch (visit.get(state, live)) {
                        case Fragment.Sound sound -> add(live, sound, pieces);
                        case Fragment.Broken broken ->
                            breaches.add(new Breach(live.article(), live.language(), live.version(), broken.flaws()));
                    }
                }
            }
        }
        Map<FeedFormat, Assembled> documents = new EnumMap<>(FeedFormat.class);
        pieces.forEach((format, in) -> documents.put(format, new Assembled(frame(state, format), List.copyOf(in))));
        return new Rendering(documents, breaches);
    }

    private static void add(Standing.Live entry, Fragment.Sound sound, Map<FeedFormat, List<Piece>> pieces) {
        pieces.forEach((format, in) -> {
            if (entry.newest() || format == FeedFormat.ATOM) {
                in.add(new Piece(entry.position(), !sound.historical(), sound.in(format)));
            }
        });
    }

    private Frame frame(FeedState state, FeedFormat format) {
        return switch (format) {
            case ATOM -> atom.frame(state);
            case RSS -> rss.frame(state);
            case JSON -> json.frame(state);
        };
    }

    /** One entry that cannot be rendered must not hold up the others. */
    private Fragment render(Labelled entry) {
        try {
            String html = texts.html(entry.translation());
            Map<FeedFormat, byte[]> bytes = new EnumMap<>(Map.of(
                    FeedFormat.ATOM, atom.entry(entry, html),
                    FeedFormat.RSS, rss.entry(entry, html),
                    FeedFormat.JSON, json.entry(entry, html)));
            List<Fragment.Flaw> flaws = linter.check(entry, bytes);
            return flaws.isEmpty()
                    ? new Fragment.Sound(bytes, entry.translation().historical())
                    : new Fragment.Broken(flaws);
        } catch (RuntimeException e) {
            return new Fragment.Broken(List.of(new Fragment.Flaw("renders", e.toString())));
        }
    }

    /** The links of a document that its answers repeat as headers (RFC 8288). */
    List<FeedTexts.Related> links(FeedState state, FeedFormat format) {
        return format == FeedFormat.ATOM
                ? texts.links(state.feed(), state.archivePage(), state.previousPage())
                : List.of(
                        new FeedTexts.Related("self", texts.url(new FeedDocument(state.feed(), format)), null),
                        new FeedTexts.Related("hub", texts.hub(), null));
    }

    /** The same of an archive page. */
    List<FeedTexts.Related> links(ArchivePage page) {
        return texts.links(page.feed(), Optional.of(page.name()), page.previous());
    }

    FeedLink link(FeedDocument document) {
        return new FeedLink(
                document.format().displayName(),
                texts.title(texts.language(document.feed())),
                document.format().mediaType(),
                texts.url(document));
    }
}

package barid.article.importing;

import barid.article.content.ImportResult;
import barid.article.content.Imported;
import barid.article.content.Lead;
import barid.article.media.Media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run over a WordPress export: originals in the file's order, then translations, then the account of attachments. */
final class WxrTaking {
    private final WxrFormat format;
    private final WxrIndex index;
    private final ImportRun run;
    private final WxrLanguages languages;
    private final WxrTopics topics;
    private final RedirectStore redirects;
    private final Pictures pictures;
    private final WxrBody bodies;
    private final Map<Integer, String> ids = new HashMap<>();
    private final Map<Integer, List<String>> notesOfIds = new HashMap<>();

    WxrTaking(WxrFormat format, WxrIndex index, ImportRun run) {
        this.format = format;
        this.index = index;
        this.run = run;
        this.languages = new WxrLanguages(index, run.language(), format.organisation);
        this.redirects = new RedirectStore(format.database);
        this.topics = new WxrTopics(index, languages, format.topics, redirects, run.actor());
        this.pictures =
                new Pictures(format.http, format.uploads, format.media, new PictureStore(format.database), run.actor());
        this.bodies = new WxrBody(index, pictures);
        EntryIds inFile = new EntryIds(format.installation);
        for (WxrIndex.Entry entry : index.entries()) {
            List<String> notes = new ArrayList<>();
            String language = languages.of(entry.ordinal());
            ids.put(
                    entry.ordinal(),
                    inFile.next(entry.knownAs(), Optional.of(entry.link()), entry.title(), language, notes));
            notesOfIds.put(entry.ordinal(), notes);
        }
    }

    void takeAll(Path file) throws IOException, InterruptedException {
        run.taking(languages.language(), index.total());
        read(file, item -> {
            if (!item.isAttachment() && !languages.waits(item)) {
                run.report(item.isArticle() ? take(item) : left(item));
            }
        });
        if (languages.anyWaits()) {
            read(file, item -> {
                if (languages.waits(item)) {
                    run.report(take(item));
                }
            });
        }
        for (WxrIndex.Attachment attachment : index.attachments()) {
            run.report(account(attachment));
        }
    }

    private interface Act {
        void on(WxrItem item) throws InterruptedException;
    }

    private void read(Path file, Act act) throws IOException, InterruptedException {
        try {
            WxrReader.read(file, new WxrReader.Listener() {
                @Override
                public void channel(String name, String text) {}

                @Override
                public void author(String login, String name) {}

                @Override
                public void term(WxrTerm term) {}

                @Override
                public void item(WxrItem item) throws InterruptedException {
                    run.goOn();
                    act.on(item);
                }
            });
        } catch (ImportRefused e) {
            throw new IOException(e);
        }
    }

    private ImportLine left(WxrItem item) {
        String reason = switch (item.type()) {
            case "nav_menu_item" -> "is a menu item, not an article";
            case "post", "page" ->
                item.status().equals("trash")
                        ? "is in the trash there"
                        : "is an empty draft that WordPress made by itself";
            case "revision" -> "is an old revision, not an article";
            default -> "is of WordPress' kind " + PlainWords.cut(item.type(), 40) + ", not an article";
        };
        String kind = item.type().equals("nav_menu_item") ? "menu item" : PlainWords.cut(item.type(), 40);
        return ImportLine.skipped(item.ordinal(), kind, null, title(item), List.of(reason));
    }

    private static String title(WxrItem item) {
        return PlainWords.cut(PlainWords.clean(item.title()), 300);
    }

    private ImportLine take(WxrItem item) throws InterruptedException {
        String language = languages.of(item);
        String entryId = ids.getOrDefault(item.ordinal(), item.knownAs());
        List<String> notes = new ArrayList<>(notesOfIds.getOrDefault(item.ordinal(), List.of()));
        if (languages.standsApart(item)) {
            notes.add("its group of translations has another text in " + language + ", so it is an article by itself");
        }
        boolean draft = isDraft(item, notes);
        Optional<Instant> date =
                item.published().or(() -> index.byBlogsClock(item.local())).or(item::pubDate);
        String html = bodies.html(item, notes);
        Optional<Lead> lead = lead(item, notes);
        FeedEntry entry = new FeedEntry(
                Optional.of(entryId),
                Optional.empty(),
                item.title(),
                html,
                Optional.of(item.excerpt()).filter(text -> !text.isEmpty()).or(() -> WxrBody.teaser(item)),
                item.creator().isEmpty() ? List.of() : List.of(index.author(item.creator())),
                List.of(),
                List.of(),
                draft ? Optional.of(date.orElse(Instant.EPOCH)) : date,
                draft ? Optional.empty() : item.modified());
        EntryConversion.Converted converted =
                format.conversion.convert(entry, entryId, language, name -> Optional.empty(), Instant.EPOCH);
        notes.addAll(converted.notes());
        List<String> slugs = topics.of(item, language, notes);
        if (item.comments() > 0) {
            notes.add("comments not taken: " + item.comments());
        }
        Imported article = converted.article();
        ImportResult result = format.articles.take(
                article.with(OldPlace.decoded(item.name()), slugs, lead, draft, siblings(item)), run.actor());
        redirects.article(entryId, OldPlace.of(item, index.text("base_blog_url")));
        return ImportLine.of(item.ordinal(), item.type(), entryId, article.title(), result, notes);
    }

    private List<String> siblings(WxrItem item) {
        return languages.siblings(item).stream()
                .map(sibling -> ids.getOrDefault(sibling.ordinal(), sibling.knownAs()))
                .toList();
    }

    private static boolean isDraft(WxrItem item, List<String> notes) {
        if (!item.password().isEmpty()) {
            notes.add("was open only with a password, so it stays a draft");
            return true;
        }
        return switch (item.status()) {
            case "publish", "future" -> false;
            case "draft", "pending" -> {
                notes.add("is a draft there and stays one");
                yield true;
            }
            case "private" -> {
                notes.add("was private, so it stays a draft");
                yield true;
            }
            default -> {
                notes.add("had a state of its own, so it stays a draft: " + PlainWords.cut(item.status(), 40));
                yield true;
            }
        };
    }

    private Optional<Lead> lead(WxrItem item, List<String> notes) throws InterruptedException {
        Optional<WxrIndex.Attachment> attachment =
                item.meta("_thumbnail_id").flatMap(index::attachment).filter(WxrIndex.Attachment::isPicture);
        if (attachment.isEmpty()) {
            return Optional.empty();
        }
        WxrIndex.Attachment shown = attachment.get();
        Optional<Media> media = bodies.picture(shown.url(), notes);
        String caption = PlainWords.clean(shown.caption());
        String alt = shown.alt().isBlank() ? shown.title() : shown.alt();
        return media.map(picture -> new Lead(
                picture.id(),
                PlainWords.cut(PlainWords.clean(alt), 1_000),
                caption.isEmpty() ? null : PlainWords.cut(caption, 1_000)));
    }

    private ImportLine account(WxrIndex.Attachment attachment) {
        String kind = "attachment";
        String title = attachment.title();
        if (!attachment.isPicture()) {
            return ImportLine.skipped(
                    attachment.ordinal(), kind, null, title, List.of("is no picture; links to it stay as they are"));
        }
        return pictures.known(attachment.url())
                .map(outcome -> switch (outcome) {
                    case Pictures.Outcome.Here(Media media, boolean fetched) ->
                        fetched
                                ? ImportLine.taken(attachment.ordinal(), kind, title, List.of())
                                : ImportLine.skipped(
                                        attachment.ordinal(), kind, null, title, List.of("is here already"));
                    case Pictures.Outcome.Elsewhere(String reason) ->
                        ImportLine.skipped(
                                attachment.ordinal(), kind, null, title, List.of("could not be fetched: " + reason));
                })
                .orElseGet(() ->
                        ImportLine.skipped(attachment.ordinal(), kind, null, title, List.of("no article shows it")));
    }
}

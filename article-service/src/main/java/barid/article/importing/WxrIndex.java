package barid.article.importing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the first pass keeps of a WordPress export: whatever an item needs to know of others, and no text. */
final class WxrIndex implements WxrReader.Listener {
    private static final Pattern SIZE = Pattern.compile("-\\d{1,5}x\\d{1,5}(?=\\.[a-zA-Z]{3,4}$)");
    private static final Pattern PICTURE = Pattern.compile("(?i)\\.(jpe?g|png|gif|webp)$");

    private final Map<String, String> channel = new HashMap<>();
    private final Map<String, String> authors = new HashMap<>();
    private final List<WxrTerm> terms = new ArrayList<>();
    private final Map<String, Attachment> attachments = new LinkedHashMap<>();
    private final Map<String, Attachment> byUrl = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> hosts = new HashSet<>();
    private Duration offset = Duration.ZERO;
    private int total;

    private WxrIndex() {}

    /** Reads the file to its end. */
    static WxrIndex of(Path file) throws ImportRefused, IOException {
        WxrIndex index = new WxrIndex();
        try {
            WxrReader.read(file, index);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        for (String url : List.of("base_blog_url", "base_site_url", "link")) {
            host(index.text(url)).ifPresent(index.hosts::add);
        }
        return index;
    }

    /** An upload, a picture for the most part. */
    record Attachment(int ordinal, String id, String title, String url, String alt, String caption, String parent) {
        boolean isPicture() {
            return PICTURE.matcher(path(url)).find();
        }
    }

    /** What is to be an article, as far as others need to know it. */
    record Entry(
            int ordinal,
            String id,
            String knownAs,
            String link,
            String title,
            Optional<String> language,
            Optional<String> group,
            boolean translated) {}

    @Override
    public void channel(String name, String text) {
        channel.putIfAbsent(name, text);
    }

    @Override
    public void author(String login, String name) {
        authors.putIfAbsent(login, name.isEmpty() ? login : name);
    }

    @Override
    public void term(WxrTerm term) {
        terms.add(term);
    }

    @Override
    public void item(WxrItem item) {
        total++;
        item.published()
                .ifPresent(instant -> WxrItemBuilder.local(item.local())
                        .ifPresent(local -> offset = Duration.between(instant, local.toInstant(ZoneOffset.UTC))));
        if (item.isAttachment()) {
            String url = item.attachmentUrl().isEmpty() ? item.guid() : item.attachmentUrl();
            Attachment attachment = new Attachment(
                    item.ordinal(),
                    item.id(),
                    PlainWords.cut(PlainWords.clean(item.title()), 300),
                    url,
                    item.meta("_wp_attachment_image_alt").orElse(""),
                    item.excerpt(),
                    item.parent());
            attachments.putIfAbsent(item.id(), attachment);
            byUrl.putIfAbsent(plain(url), attachment);
            host(url).ifPresent(hosts::add);
        } else if (item.isArticle()) {
            entries.add(new Entry(
                    item.ordinal(),
                    item.id(),
                    item.knownAs(),
                    item.link(),
                    item.title(),
                    WxrLanguages.written(item),
                    WxrLanguages.group(item),
                    item.meta("_wpml_import_source_language_code").isPresent()));
        }
    }

    String text(String name) {
        return channel.getOrDefault(name, "");
    }

    int total() {
        return total;
    }

    List<Entry> entries() {
        return entries;
    }

    List<WxrTerm> terms() {
        return terms;
    }

    String author(String login) {
        return authors.getOrDefault(login, login);
    }

    Optional<Attachment> attachment(String id) {
        return Optional.ofNullable(attachments.get(id.strip()));
    }

    List<Attachment> attachments() {
        return List.copyOf(attachments.values());
    }

    List<Attachment> attachmentsOf(String parent) {
        return attachments.values().stream()
                .filter(attachment -> attachment.parent().equals(parent))
                .toList();
    }

    /** The upload that an address shows, in whichever of the sizes that WordPress made of it. */
    Optional<Attachment> shownAt(String url) {
        String exact = plain(url);
        String full = SIZE.matcher(exact).replaceFirst("");
        int dot = full.lastIndexOf('.');
        String scaled = dot < 0 ? full : full.substring(0, dot) + "-scaled" + full.substring(dot);
        return Optional.ofNullable(byUrl.get(exact))
                .or(() -> Optional.ofNullable(byUrl.get(full)))
                .or(() -> Optional.ofNullable(byUrl.get(scaled)));
    }

    /** Whether the old site itself, or where its uploads are, serves this address. */
    boolean isOwn(String url) {
        return host(url).filter(hosts::contains).isPresent();
    }

    /** A date by the blog's own clock, where no other is told: by the distance that other items had from UTC. */
    Optional<Instant> byBlogsClock(String local) {
        return WxrItemBuilder.local(local)
                .map(date -> date.toInstant(ZoneOffset.UTC).minus(offset));
    }

    private static String plain(String url) {
        return path(url).replaceFirst("^(?i)https?:", "");
    }

    private static String path(String url) {
        int end = url.indexOf('?');
        return end < 0 ? url : url.substring(0, end);
    }

    static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(URI.create(url.startsWith("//") ? "https:" + url : url)
                            .getHost())
                    .map(host -> host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

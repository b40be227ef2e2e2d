package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Problem;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.helidon.dbclient.DbClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The pages of the feeds' archives (RFC 5005 section 4): rendered when first asked for, stored, and kept in memory while
 * they are asked for.
 */
public final class Archive {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final long MEMORY = 32L << 20;

    private final ArchiveStore pages;
    private final FeedStore feeds;
    private final FeedRenderer renderer;
    private final InstantSource clock;
    private final Cache<Name, Document> documents = Caffeine.newBuilder()
            .maximumWeight(MEMORY)
            .weigher((Name name, Document document) -> document.weight())
            .build();

    private record Name(FeedKey feed, String page) {}

    /** One state of a page in every coding. */
    record Document(
            String hash,
            Optional<Instant> lastModified,
            Map<ContentCoding, byte[]> packed,
            List<FeedTexts.Related> links) {
        byte[] in(ContentCoding coding) {
            return Objects.requireNonNull(packed.get(coding));
        }

        boolean isOf(ArchivePage page) {
            return page.hash().filter(hash::equals).isPresent()
                    && page.lastModified().equals(lastModified);
        }

        int weight() {
            return packed.values().stream().mapToInt(bytes -> bytes.length).sum();
        }
    }

    public Archive(ArchiveStore pages, FeedStore feeds, FeedRenderer renderer, InstantSource clock) {
        this.pages = pages;
        this.feeds = feeds;
        this.renderer = renderer;
        this.clock = clock;
    }

    /**
     * The page as it is now; empty if the feed has none of this name.
     *
     * @throws Problem 503 while the database is away, unless the page is in memory
     */
    Optional<Document> find(FeedKey feed, String page) {
        Name name = new Name(feed, page);
        @Nullable Document known = documents.getIfPresent(name);
        try {
            Optional<Document> now = pages.find(feed, page, renderer.looks())
                    .flatMap(found -> found.current() ? Optional.of(found) : renew(feed, page))
                    .flatMap(found -> known != null && known.isOf(found) ? Optional.of(known) : load(found));
            now.ifPresent(document -> documents.put(name, document));
            return now;
        } catch (DbClientException e) {
            if (known == null) {
                LOG.warn("The page {} of {} cannot be read now: {}", page, feed, e.toString());
                throw Problem.of(503, "unavailable", "The archive cannot be read at this moment.")
                        .withHeader("Retry-After", "30");
            }
            LOG.debug("The page {} of {} is served from memory", page, feed, e);
            return Optional.of(known);
        }
    }

    private Optional<ArchivePage> renew(FeedKey feed, String page) {
        Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return pages.renew(feed, page, renderer.looks(), second, (tx, held) -> {
            Fragments.Visit visit = renderer.visit();
            FeedState state = feeds.readPage(tx, held, visit::lacks);
            return renderer.render(state, List.of(FeedFormat.ATOM), visit)
                    .in(FeedFormat.ATOM)
                    .bytes();
        });
    }

    /** Empty if it changed at this moment. */
    private Optional<Document> load(ArchivePage page) {
        return pages.document(page).map(gzip -> {
            byte[] identity = unpack(gzip);
            Map<ContentCoding, byte[]> packed = new EnumMap<>(ContentCoding.class);
            for (ContentCoding coding : ContentCoding.offered()) {
                packed.put(coding, coding == ContentCoding.GZIP ? gzip : Compression.pack(identity, coding));
            }
            return new Document(page.hash().orElseThrow(), page.lastModified(), packed, renderer.links(page));
        });
    }

    private static byte[] unpack(byte[] gzip) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a stored page cannot be read", e);
        }
    }
}

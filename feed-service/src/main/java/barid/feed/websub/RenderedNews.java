package barid.feed.websub;

import barid.feed.publishing.FeedCache;
import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.RenderedFeed;

import java.util.Optional;

/** The documents that readers are served. */
record RenderedNews(FeedCache feeds) implements Newest {
    @Override
    public Optional<State> find(FeedDocument document) {
        return feeds.find(document).map(Rendered::new);
    }

    private record Rendered(RenderedFeed feed) implements State {
        @Override
        public long position() {
            return feed.position();
        }

        @Override
        public byte[] whole() {
            return feed.identity();
        }

        @Override
        public Optional<byte[]> news(long since) {
            return feed.news(since);
        }
    }
}

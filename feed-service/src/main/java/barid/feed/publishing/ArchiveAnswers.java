package barid.feed.publishing;

import barid.feed.entries.FeedKey;
import barid.kit.http.Problem;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Answers with pages of the archive; none is closed yet. */
public final class ArchiveAnswers {
    /** Sends the page of this name; {@link Problem} 404 if the feed has none. */
    @SuppressWarnings("DoNotCallSuggester") // as long as no page is served
    public void send(FeedKey feed, String pageName, Audience audience, ServerRequest request, ServerResponse response) {
        throw Problem.notFound();
    }
}

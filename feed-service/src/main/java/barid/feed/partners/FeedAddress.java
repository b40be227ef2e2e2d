package barid.feed.partners;

import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.FeedFormat;
import barid.kit.site.Organisation;

/** Where a partner's feed is had, as the public reaches it. */
final class FeedAddress {
    private FeedAddress() {}

    static String of(Organisation organisation, Partner partner) {
        return organisation.feeds() + new FeedDocument(partner.feed(), FeedFormat.ATOM).path();
    }
}

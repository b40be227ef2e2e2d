package barid.feed.directory;

import barid.feed.publishing.FeedLink;

import java.util.List;

/** A topic's feeds in one language; {@code language} is that of the name, which may be another. */
public record TopicFeeds(String name, String language, String direction, List<FeedLink> links) {}

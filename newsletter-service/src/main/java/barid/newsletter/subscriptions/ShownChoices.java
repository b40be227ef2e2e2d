package barid.newsletter.subscriptions;

import java.util.List;

/** Choices as the page shows them, topics by name; public because templates are another package. */
public record ShownChoices(List<String> languages, List<String> topics, String cadence, int hour, String zone) {}

package barid.newsletter.subscriptions;

import barid.newsletter.editions.Cadence;

import java.util.List;

/**
 * What a reader chose.
 *
 * @param languages in order of preference
 * @param topics slugs; empty means all
 * @param day ISO day of the week or day of the month, by cadence
 */
public record Choices(List<String> languages, List<String> topics, Cadence cadence, int hour, int day, String zone) {}

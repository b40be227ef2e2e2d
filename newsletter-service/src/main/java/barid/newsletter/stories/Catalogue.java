package barid.newsletter.stories;

import java.util.List;

/**
 * Head, stories and corrections as one statement saw them.
 *
 * @param head the highest number to deal with now
 * @param stories every translation of each article that has something between the asked number and the head, or was
 *     asked for by id
 */
public record Catalogue(long head, List<Story> stories, List<Correction> corrections) {}

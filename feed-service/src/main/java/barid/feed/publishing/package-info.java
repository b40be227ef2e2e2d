/**
 * The feeds as bytes: rendered once for each change, by Rome, and served from memory.
 *
 * <p>Why rendered off the request path, from the database alone: a document is a pure function of the stored entries and of
 * the organisation's settings, so every replica makes the same bytes and the same validators, and a poll costs no more than a
 * compare. Why our own hooks around Rome: it writes no xml:lang, trims text, knows no tombstones, and one character that XML
 * cannot hold would cost the whole feed.
 */
@NullMarked
package barid.feed.publishing;

import org.jspecify.annotations.NullMarked;

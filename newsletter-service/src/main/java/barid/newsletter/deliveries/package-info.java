/**
 * The sending of planned deliveries, and the ledger of what became of each.
 *
 * <p>Why chunks are leased and not rows: a claim, a mark and a flush each write one row for many mails, and the rate does
 * not fall as the ledger grows. Why a mark goes ahead of sending: after a crash it tells what was surely not on the wire
 * (sent again) from what perhaps was (uncertain). Why one writer: outcomes of all connections share a statement, and two
 * statements of a process never wait for each other's rows. No instance leads, and none assumes that another is dead
 * before its lease is.
 */
@NullMarked
package barid.newsletter.deliveries;

import org.jspecify.annotations.NullMarked;

package barid.newsletter.privacy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every column that holds something of a reader, with its purpose and how long it is kept: what docs/privacy.md says, and what
 * each export tells her (GDPR article 15). A test holds it against the catalogue: a new table, or a new column of a reader's
 * table, is listed here or fails the build.
 */
final class PersonalData {
    /** One column. */
    record Column(String table, String column, String purpose, Kept kept) {}

    static final List<Column> COLUMNS = List.of(
            new Column("subscriber", "id", "stands for the reader in all other tables; random", Kept.SUBSCRIBER),
            new Column("subscriber", "email", "the address as she wrote it: shown to her", Kept.SUBSCRIBER),
            new Column("subscriber", "mailbox", "the address as it is mailed to", Kept.SUBSCRIBER),
            new Column(
                    "subscriber",
                    "email_key",
                    "keyed hash of the address: finds her when she signs up again",
                    Kept.SUBSCRIBER),
            new Column("subscriber", "state", "whether she may be mailed", Kept.SUBSCRIBER),
            new Column("subscriber", "origin", "how the address came here", Kept.SUBSCRIBER),
            new Column("subscriber", "created_at", "since when the address is held", Kept.SUBSCRIBER),
            new Column("subscriber", "unsubscribed_at", "since when nothing is mailed to her", Kept.SUBSCRIBER),
            new Column("subscriber", "noticed_at", "so that an address gets one confirmation a day", Kept.SUBSCRIBER),
            new Column("subscription", "subscriber", "whose choices these are", Kept.READER),
            new Column("subscription", "languages", "what she reads", Kept.READER),
            new Column("subscription", "topics", "what she reads", Kept.READER),
            new Column("subscription", "cadence", "how often she is mailed", Kept.READER),
            new Column("subscription", "hour", "when she is mailed", Kept.READER),
            new Column("subscription", "day", "when she is mailed", Kept.READER),
            new Column("subscription", "zone", "when she is mailed", Kept.READER),
            new Column("subscription", "position", "so that nothing comes twice and nothing is missed", Kept.READER),
            new Column(
                    "subscription",
                    "confirmed_position",
                    "so that nothing comes from before she subscribed",
                    Kept.READER),
            new Column("subscription", "looked_to", "up to where was looked for news for her", Kept.READER),
            new Column("subscription", "next_due", "when she is mailed next", Kept.READER),
            new Column("subscription", "paused_until", "so that nothing is mailed in a pause", Kept.READER),
            new Column("subscription", "confirmed_at", "since when she subscribes", Kept.READER),
            new Column("signup", "id", "names the sign-up; its mail's link is made of it", Kept.SIGNUP),
            new Column("signup", "email", "the address that a confirmation is asked for", Kept.SIGNUP),
            new Column("signup", "mailbox", "where the confirmation goes", Kept.SIGNUP),
            new Column("signup", "email_key", "keyed hash of the address: finds who has it", Kept.SIGNUP),
            new Column("signup", "choices", "what takes effect when it is confirmed", Kept.SIGNUP),
            new Column("signup", "language", "the language of the confirmation", Kept.SIGNUP),
            new Column("signup", "origin", "which form it came by", Kept.SIGNUP),
            new Column("signup", "client", "evidence of consent, where the settings want it", Kept.SIGNUP),
            new Column("signup", "received_at", "so that an old one is given up", Kept.SIGNUP),
            new Column("signup", "attempts", "how often its mail was tried", Kept.SIGNUP),
            new Column("signup", "retry_at", "when its mail is tried again", Kept.SIGNUP),
            new Column("confirmation", "token_hash", "finds the confirmation whose link was opened", Kept.CONFIRMATION),
            new Column("confirmation", "subscriber", "whose confirmation it is", Kept.CONFIRMATION),
            new Column("confirmation", "choices", "what takes effect when it is confirmed", Kept.CONFIRMATION),
            new Column("confirmation", "language", "the language of its page", Kept.CONFIRMATION),
            new Column("confirmation", "expires_at", "until when its link works", Kept.CONFIRMATION),
            new Column("confirmation", "used_at", "so that its link confirms once", Kept.CONFIRMATION),
            new Column("address_change", "id", "names the change; the link of its mail is made of it", Kept.CHANGE),
            new Column("address_change", "subscriber", "whose address it changes", Kept.CHANGE),
            new Column("address_change", "email", "the new address as she wrote it", Kept.CHANGE),
            new Column("address_change", "mailbox", "where the link to confirm it goes", Kept.CHANGE),
            new Column("address_change", "email_key", "keyed hash of the new address: finds who has it", Kept.CHANGE),
            new Column("address_change", "language", "the language of its mails", Kept.CHANGE),
            new Column("address_change", "asked_at", "so that an old one is given up", Kept.CHANGE),
            new Column("address_change", "expires_at", "until when its link works", Kept.CHANGE),
            new Column("address_change", "used_at", "so that its link changes once", Kept.CHANGE),
            new Column("address_change", "old_mailbox", "the address before, until it was told", Kept.CHANGE),
            new Column("address_change", "retry_at", "when its next mail is tried", Kept.CHANGE),
            new Column("address_change", "attempts", "how often that mail was tried", Kept.CHANGE),
            new Column(
                    "suppression", "email_key", "keyed hash of an address that must not be mailed", Kept.SUPPRESSION),
            new Column("suppression", "reason", "why it must not be mailed", Kept.SUPPRESSION),
            new Column("suppression", "at", "since when", Kept.SUPPRESSION),
            new Column("journal_note", "id", "names a note of the journal; random", Kept.NOTE),
            new Column("journal_note", "at", "when it was made", Kept.NOTE),
            new Column(
                    "journal_note",
                    "unwritten",
                    "the note while the journal cannot be written: the keyed hash of who left",
                    Kept.NOTE),
            new Column("owed", "subscriber", "to whom it is owed", Kept.OWED),
            new Column("owed", "article", "what an earlier mail could not bring", Kept.OWED),
            new Column("owed", "language", "which translation a correction is of", Kept.OWED),
            new Column("owed", "correction", "which correction it is", Kept.OWED),
            new Column("owed", "since", "so that it is dropped in time", Kept.OWED),
            new Column("delivery", "edition", "which mail it was", Kept.LEDGER),
            new Column(
                    "delivery",
                    "subscriber",
                    "to whom it went: so that nobody gets a mail or an article twice",
                    Kept.LEDGER),
            new Column("delivery", "variant", "what the mail held", Kept.LEDGER),
            new Column("delivery", "chunk", "with which others it is sent", Kept.LEDGER),
            new Column("delivery", "ordinal", "its place among them", Kept.LEDGER),
            new Column("delivery_exception", "edition", "which mail it was", Kept.LEDGER),
            new Column("delivery_exception", "subscriber", "to whom it did not plainly go", Kept.LEDGER),
            new Column("delivery_exception", "chunk", "with which others it is sent", Kept.LEDGER),
            new Column("delivery_exception", "ordinal", "its place among them", Kept.LEDGER),
            new Column("delivery_exception", "state", "what became of it", Kept.LEDGER),
            new Column("delivery_exception", "code", "what the receiving server answered", Kept.LEDGER),
            new Column(
                    "delivery_exception",
                    "reason",
                    "what the receiving server answered, without addresses",
                    Kept.LEDGER),
            new Column("delivery_exception", "retry_at", "when it is tried again", Kept.LEDGER),
            new Column("delivery_exception", "attempts", "how often it was tried", Kept.LEDGER),
            new Column(
                    "delivery_exception",
                    "ever_uncertain",
                    "whether it may have arrived although nobody said so",
                    Kept.LEDGER),
            new Column("delivery_exception", "changed_at", "since when it stands so", Kept.LEDGER),
            new Column("reported", "report", "which report told of it", Kept.REPORT),
            new Column("reported", "subscriber", "of whose mail it told", Kept.REPORT),
            new Column("reported", "edition", "which mail it was", Kept.REPORT),
            new Column("reported", "kind", "a bounce, a complaint, or that she left by mail", Kept.REPORT),
            new Column("reported", "blame", "whose fault a bounce was", Kept.REPORT),
            new Column("reported", "status", "what her provider's server answered", Kept.REPORT),
            new Column("reported", "reason", "what her provider's server answered, without addresses", Kept.REPORT),
            new Column("reported", "at", "when it was read", Kept.REPORT),
            new Column("soft_bounce", "subscriber", "whose mails could not be delivered for a time", Kept.READER),
            new Column(
                    "soft_bounce",
                    "score",
                    "how many in a row; after three nothing is mailed to her any more",
                    Kept.READER),
            new Column("soft_bounce", "at", "when the last of them was made", Kept.READER),
            new Column("omission", "edition", "which mail it was", Kept.LEDGER),
            new Column("omission", "subscriber", "whose mail came without it", Kept.LEDGER),
            new Column("omission", "article", "what was withdrawn before the mail was sent", Kept.LEDGER),
            new Column("omission", "language", "in which translation", Kept.LEDGER),
            new Column(
                    "consent",
                    "subscriber",
                    "random id of who consented; names nobody once she is erased",
                    Kept.EVIDENCE),
            new Column("consent", "step", "its place in her chain", Kept.EVIDENCE),
            new Column("consent", "act", "what she did", Kept.EVIDENCE),
            new Column("consent", "at", "when she did it", Kept.EVIDENCE),
            new Column("consent", "form", "by which form she did it", Kept.EVIDENCE),
            new Column("consent", "language", "in which language", Kept.EVIDENCE),
            new Column("consent", "text_version", "which words she was shown", Kept.EVIDENCE),
            new Column(
                    "consent",
                    "sealed",
                    "address, choices and, if so set, network address, sealed under her own key",
                    Kept.EVIDENCE),
            new Column("consent", "previous", "hash of the act before", Kept.EVIDENCE),
            new Column("consent", "hash", "proves that nothing was changed", Kept.EVIDENCE),
            new Column("consent_key", "subscriber", "whose key it is", Kept.CHAIN),
            new Column("consent_key", "key", "opens her sealed details", Kept.KEY),
            new Column("consent_key", "steps", "how many acts her chain has", Kept.CHAIN),
            new Column("consent_key", "head", "where her chain ends", Kept.CHAIN),
            new Column("consent_key", "last_at", "when she acted last", Kept.CHAIN),
            new Column("console_audit", "id", "its place in the list", Kept.AUDIT),
            new Column("console_audit", "at", "when it was done", Kept.AUDIT),
            new Column("console_audit", "operator", "which operator did it, by the name of the token", Kept.AUDIT),
            new Column("console_audit", "act", "what was done", Kept.AUDIT),
            new Column("console_audit", "subscriber", "for which reader, by her random id", Kept.AUDIT),
            new Column("console_audit", "subject", "on which edition or lane it was done", Kept.AUDIT),
            new Column("console_audit", "reason", "why, in the operator's words", Kept.AUDIT),
            new Column("import_chunk", "import", "which import the file is of", Kept.FILE),
            new Column("import_chunk", "ordinal", "the piece's place in the file", Kept.FILE),
            new Column("import_chunk", "sealed", "a piece of a file of readers on its way in, sealed", Kept.FILE),
            new Column("reader_import", "name", "the file, as the operator named it", Kept.IMPORT),
            new Column(
                    "reader_import", "started_by", "which operator brought it, by the name of the token", Kept.IMPORT),
            new Column(
                    "reader_export", "who", "which operator took readers out, by the name of the token", Kept.AUDIT));

    /** Tables in which no reader is; where an operator is, that column alone is listed. */
    static final Set<String> WITHOUT_READERS = Set.of(
            "story",
            "correction",
            "topic",
            "edition",
            "edition_note",
            "edition_pin",
            "variant",
            "chunk",
            "sending_hold",
            "carried_article",
            "lane",
            "lane_minute",
            "report",
            "mail_evidence",
            "ledger_history",
            "reader_import",
            "import_fault",
            "reader_export",
            "consent_text",
            "follower",
            "change_seen",
            "flyway_schema_history");

    private PersonalData() {}

    /** Where a reader can be found by her id or her address: what an export shows. A sealed file is not searched. */
    static Set<String> tablesOfReaders() {
        return COLUMNS.stream()
                .filter(column -> column.kept() != Kept.FILE
                        && column.kept() != Kept.NOTE
                        && !WITHOUT_READERS.contains(column.table()))
                .map(Column::table)
                .collect(Collectors.toUnmodifiableSet());
    }
}

package barid.feed.websub;

/** What a callback said to the question whether it wants this. */
enum Verdict {
    CONFIRMED,
    REFUSED,
    /** Nobody answered, or a server that was not well: to be asked again. */
    UNANSWERED
}

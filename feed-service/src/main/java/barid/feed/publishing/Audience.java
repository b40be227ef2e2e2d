package barid.feed.publishing;

/** Who may keep an answer: everyone, or the partner alone who asked. */
public enum Audience {
    PUBLIC,
    PARTNER
}

package barid.feed.partners;

/** A key that was just made; this is the only time that its text is known here. */
record NewKey(int number, String text) {
    /** The text is for no log. */
    @Override
    public String toString() {
        return "key " + number;
    }
}

package barid.newsletter.subscriptions;

/**
 * What the page of a reader's choices shows of her; public because templates are another package.
 *
 * @param url the page's own address, to which each of its forms is sent
 * @param version tells the choices that the form was made from
 * @param pausedUntil a date in words; empty without a pause
 * @param firstDay the first day until which she may pause, as {@code yyyy-mm-dd}; so {@code lastDay} and {@code until}, which
 *     is what she gave
 * @param newEmail the address that she gave
 */
public record ReaderForm(
        String url,
        String unsubscribeUrl,
        String email,
        ChoiceForm choices,
        String version,
        String pausedUntil,
        String firstDay,
        String lastDay,
        String until,
        String newEmail) {
    ReaderForm with(ChoiceForm given) {
        return new ReaderForm(
                url, unsubscribeUrl, email, given, version, pausedUntil, firstDay, lastDay, until, newEmail);
    }

    ReaderForm withUntil(String given) {
        return new ReaderForm(
                url, unsubscribeUrl, email, choices, version, pausedUntil, firstDay, lastDay, given, newEmail);
    }

    ReaderForm withNewEmail(String given) {
        return new ReaderForm(
                url, unsubscribeUrl, email, choices, version, pausedUntil, firstDay, lastDay, until, given);
    }
}

package barid.feed.publishing;

import java.nio.charset.StandardCharsets;

/** A document's bytes without what stands in it: pieces go between {@code head} and {@code tail}, {@code between} each two. */
final class Frame {
    private final byte[] head;
    private final byte[] between;
    private final byte[] tail;

    private Frame(byte[] head, byte[] between, byte[] tail) {
        this.head = head;
        this.between = between;
        this.tail = tail;
    }

    /** Cuts a document that holds nothing where its pieces go. */
    static Frame cut(String document, int at, String between) {
        return new Frame(bytes(document.substring(0, at)), bytes(between), bytes(document.substring(at)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] head() {
        return head;
    }

    byte[] between() {
        return between;
    }

    byte[] tail() {
        return tail;
    }
}

package barid.kit.http;

import java.util.Arrays;

/**
 * A body that is sent again and again.
 *
 * <p>The web server copies what it is given behind the headers, into a buffer that it makes and enlarges for each answer. A
 * long body is therefore cut once, here: its first bytes go with the headers, the rest goes out as it lies.
 */
public final class Body {
    private static final int LONG = 16 << 10;
    /** The web server's stream keeps fewer in a buffer of its own. */
    private static final int FIRST = 512;

    private final byte[] first;
    private final byte[] rest;

    private Body(byte[] first, byte[] rest) {
        this.first = first;
        this.rest = rest;
    }

    /** The bytes must not be changed afterwards. */
    public static Body of(byte[] bytes) {
        return bytes.length < LONG
                ? new Body(bytes, new byte[0])
                : new Body(Arrays.copyOf(bytes, FIRST), Arrays.copyOfRange(bytes, FIRST, bytes.length));
    }

    int length() {
        return first.length + rest.length;
    }

    byte[] first() {
        return first;
    }

    /** Empty if the body is short. */
    byte[] rest() {
        return rest;
    }
}

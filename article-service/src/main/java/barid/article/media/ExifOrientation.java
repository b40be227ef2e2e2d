package barid.article.media;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held, as Exif tells it: all that is read of Exif before it is thrown away. */
final class ExifOrientation {
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;

    private ExifOrientation() {}

    /** 1 to 8 from a TIFF structure (Exif 2.32 section 4.6.4); 1, which is upright, if it tells nothing sensible. */
    static int read(ByteBuffer exif) {
        ByteBuffer in = exif.slice();
        try {
            short order = in.getShort(0);
            if (order != 0x4949 && order != 0x4d4d) {
                return 1;
            }
            in.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            in.position(in.getInt(4));
            int entries = in.getShort() & 0xffff;
            for (int i = 0; i < entries; i++) {
                int at = in.position() + 12 * i;
                if ((in.getShort(at) & 0xffff) == TAG && in.getShort(at + 2) == SHORT) {
                    int orientation = in.getShort(at + 8);
                    return orientation >= 1 && orientation <= 8 ? orientation : 1;
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // Broken Exif is thrown away like any other.
            return 1;
        }
        return 1;
    }

    /** Whether the picture lies on its side, so that width and height change places. */
    static boolean onItsSide(int orientation) {
        return orientation > 4;
    }
}

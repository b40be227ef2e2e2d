package barid.article.media;

import javax.imageio.ImageIO;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Photos as cameras write them: turned by Exif, and telling where they were taken and by whom, wherever a file can. */
final class Photos {
    /** Stands in every place that can name a person. */
    static final String AUTHOR = "Zaynab Fotografa";

    static final int WIDTH = 240;
    static final int HEIGHT = 400;

    /** Of the latitude: degrees, minutes, and ten-thousandths of a second that are nowhere else. */
    private static final int[] LATITUDE = {47, 1, 22, 1, 336_699, 10_000};

    private static final String XMP = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"
            + " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\""
            + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\""
            + " exif:GPSLatitude=\"47,22.561165N\"><dc:creator><rdf:Seq><rdf:li>" + AUTHOR
            + "</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>";

    private Photos() {}

    /** What none of the bytes served or stored may hold. */
    static List<byte[]> secrets() {
        ByteBuffer latitude = ByteBuffer.allocate(16);
        ByteBuffer turned = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 2; i < 6; i++) {
            latitude.putInt(LATITUDE[i]);
            turned.putInt(LATITUDE[i]);
        }
        return List.of(
                AUTHOR.getBytes(StandardCharsets.UTF_8),
                AUTHOR.getBytes(StandardCharsets.UTF_16BE),
                AUTHOR.getBytes(StandardCharsets.UTF_16LE),
                latitude.array(),
                turned.array(),
                "47,22.561165N".getBytes(StandardCharsets.UTF_8),
                "xmpmeta".getBytes(StandardCharsets.UTF_8),
                "Exif".getBytes(StandardCharsets.UTF_8),
                "8BIM".getBytes(StandardCharsets.UTF_8));
    }

    /** Upright: red in the corner of top and left, blue in that of top and right, green below. */
    static BufferedImage upright() {
        return upright(WIDTH, HEIGHT);
    }

    static BufferedImage upright(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean top = y < height / 2;
                boolean left = x < width / 2;
                image.setRGB(x, y, (top ? left ? Color.RED : Color.BLUE : left ? Color.GREEN : Color.WHITE).getRGB());
            }
        }
        return image;
    }

    /** As a camera held so would store it, by the words of Exif: which side of the scene row and column 0 are. */
    static BufferedImage stored(BufferedImage upright, int orientation) {
        int w = upright.getWidth();
        int h = upright.getHeight();
        boolean side = orientation > 4;
        BufferedImage stored = new BufferedImage(side ? h : w, side ? w : h, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < stored.getHeight(); row++) {
            for (int column = 0; column < stored.getWidth(); column++) {
                int x = switch (orientation) {
                    case 1, 4 -> column;
                    case 2, 3 -> w - 1 - column;
                    case 5, 8 -> row;
                    default -> w - 1 - row;
                };
                int y = switch (orientation) {
                    case 1, 2 -> row;
                    case 3, 4 -> h - 1 - row;
                    case 5, 6 -> column;
                    default -> h - 1 - column;
                };
                stored.setRGB(column, row, upright.getRGB(x, y));
            }
        }
        return stored;
    }

    static byte[] jpeg(BufferedImage upright, int orientation) {
        byte[] plain = encoded("jpeg", stored(upright, orientation));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        segment(out, 0xe1, ascii("Exif\0\0"), exif(orientation));
        segment(out, 0xe1, ascii("http://ns.adobe.com/xap/1.0/\0"), XMP.getBytes(StandardCharsets.UTF_8));
        segment(out, 0xe2, ascii("ICC_PROFILE\0\1\1"), profile());
        segment(out, 0xed, ascii("Photoshop 3.0\0"), iptc());
        segment(out, 0xfe, ascii("by " + AUTHOR));
        out.write(plain, 2, plain.length - 2);
        // a second picture behind the first, with Exif of its own
        out.write(plain, 0, 2);
        segment(out, 0xe1, ascii("Exif\0\0"), exif(orientation));
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }

    static byte[] png(BufferedImage upright, int orientation) {
        byte[] plain = encoded("png", stored(upright, orientation));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // signature and header
        out.write(plain, 0, 33);
        chunk(out, "iCCP", join(ascii(AUTHOR + "\0\0"), deflated(profile())));
        chunk(out, "eXIf", exif(orientation));
        chunk(out, "tEXt", ascii("Author\0" + AUTHOR));
        chunk(out, "zTXt", join(ascii("Copyright\0\0"), deflated(ascii(AUTHOR))));
        chunk(out, "iTXt", join(ascii("XML:com.adobe.xmp\0\0\0\0\0"), XMP.getBytes(StandardCharsets.UTF_8)));
        chunk(out, "tIME", new byte[] {7, (byte) 0xea, 3, 26, 9, 0, 0});
        out.write(plain, 33, plain.length - 33);
        out.writeBytes(ascii(AUTHOR));
        return out.toByteArray();
    }

    static byte[] webp(BufferedImage upright, int orientation) {
        BufferedImage stored = stored(upright, orientation);
        byte[] plain = Encoding.webp(stored, 0.9f);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int w = stored.getWidth() - 1;
        int h = stored.getHeight() - 1;
        riff(body, "VP8X", new byte[] {
            // ICC, Exif, XMP
            0x2c, 0, 0, 0, (byte) w, (byte) (w >> 8), 0, (byte) h, (byte) (h >> 8), 0
        });
        riff(body, "ICCP", profile());
        body.write(plain, 12, plain.length - 12);
        riff(body, "EXIF", exif(orientation));
        riff(body, "XMP ", XMP.getBytes(StandardCharsets.UTF_8));
        riff(body, "NOTE", ascii(AUTHOR));
        return ByteBuffer.allocate(12 + body.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(4 + body.size())
                .put(ascii("WEBP"))
                .put(body.toByteArray())
                .array();
    }

    /** TIFF, big-endian: orientation, artist, Windows' author in UTF-16, and a GPS directory. */
    private static byte[] exif(int orientation) {
        byte[] artist = ascii(AUTHOR + "\0");
        byte[] windows = (AUTHOR + "\0").getBytes(StandardCharsets.UTF_16LE);
        int entries = 4;
        int data = 8 + 2 + 12 * entries + 4;
        int gps = data + artist.length + windows.length;
        gps += gps % 2;
        ByteBuffer tiff = ByteBuffer.allocate(gps + 2 + 24 + 4 + 24);
        tiff.put(ascii("MM\0*")).putInt(8).putShort((short) entries);
        entry(tiff, 0x0112, 3, 1, orientation << 16);
        entry(tiff, 0x013b, 2, artist.length, data);
        entry(tiff, 0x8825, 4, 1, gps);
        entry(tiff, 0x9c9d, 1, windows.length, data + artist.length);
        tiff.putInt(0).put(artist).put(windows).position(gps);
        tiff.putShort((short) 2);
        entry(tiff, 1, 2, 2, 'N' << 24);
        entry(tiff, 2, 5, 3, gps + 30);
        tiff.putInt(0);
        for (int number : LATITUDE) {
            tiff.putInt(number);
        }
        return tiff.array();
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    /** A resource of Photoshop with the IPTC by-line. */
    private static byte[] iptc() {
        byte[] name = ascii(AUTHOR);
        byte[] dataset = join(new byte[] {0x1c, 2, 80, 0, (byte) name.length}, name);
        byte[] resource = join(ascii("8BIM"), new byte[] {4, 4, 0, 0, 0, 0, 0, (byte) dataset.length}, dataset);
        return resource.length % 2 == 0 ? resource : join(resource, new byte[1]);
    }

    /** sRGB, with the author where the copyright stands. */
    private static byte[] profile() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        ByteBuffer tags = ByteBuffer.wrap(profile);
        for (int i = 0; i < tags.getInt(128); i++) {
            int at = 132 + 12 * i;
            if (tags.getInt(at) == 0x63707274) {
                byte[] author = AUTHOR.getBytes(StandardCharsets.US_ASCII);
                int length = Math.min(author.length, tags.getInt(at + 8) - 8);
                System.arraycopy(author, 0, profile, tags.getInt(at + 4) + 8, length);
            }
        }
        return profile;
    }

    static byte[] encoded(String format, BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BufferedImage decoded(byte[] bytes) {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static void segment(ByteArrayOutputStream out, int marker, byte[]... parts) {
        byte[] body = join(parts);
        int length = body.length + 2;
        out.writeBytes(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length});
        out.writeBytes(body);
    }

    static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(ascii(type));
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(data.length + 12)
                .putInt(data.length)
                .put(ascii(type))
                .put(data)
                .putInt((int) crc.getValue())
                .array());
    }

    static void riff(ByteArrayOutputStream out, String type, byte[] data) {
        out.writeBytes(ByteBuffer.allocate(data.length + 8 + data.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii(type))
                .putInt(data.length)
                .put(data)
                .array());
    }

    static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[data.length + 1000];
        int length = deflater.deflate(out);
        deflater.end();
        return java.util.Arrays.copyOf(out, length);
    }
}

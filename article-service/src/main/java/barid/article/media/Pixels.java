package barid.article.media;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.MemoryCacheImageInputStream;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Decoded pictures in sRGB, three bytes to an opaque pixel and four to another. Hostile files meet readers written in Java
 * alone (or the JDK's own), which fail by an exception at worst.
 */
final class Pixels {
    static {
        ImageIO.setUseCache(false);
    }

    private Pixels() {}

    /** The first image of a cleaned file, as stored. */
    static BufferedImage decode(PictureFile file) throws BrokenPicture {
        try {
            BufferedImage image = read(file);
            if (image.getWidth() != file.width() || image.getHeight() != file.height()) {
                throw new BrokenPicture("tells two sizes");
            }
            return srgb(tagged(image, file));
        } catch (IOException | RuntimeException e) {
            // The readers answer broken files with exceptions of every kind.
            throw new BrokenPicture("cannot be read");
        }
    }

    private static BufferedImage read(PictureFile file) throws IOException {
        ImageReader reader = reader(file.type());
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file.content()))) {
            boolean gif = file.type().equals("image/gif");
            reader.setInput(in, false, !gif);
            BufferedImage image = reader.read(0);
            return gif ? onScreen(image, reader, file) : image;
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(String type) throws IOException {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        return switch (type) {
            // reads CMYK as well, and applies profiles
            case "image/jpeg" ->
                registry.getServiceProviderByClass(JPEGImageReaderSpi.class).createReaderInstance();
            case "image/webp" ->
                registry.getServiceProviderByClass(WebPImageReaderSpi.class).createReaderInstance();
            default -> ImageIO.getImageReadersByMIMEType(type).next();
        };
    }

    /** An image of a GIF may be smaller than the screen that it is shown on. */
    private static BufferedImage onScreen(BufferedImage image, ImageReader reader, PictureFile file)
            throws IOException {
        if (image.getWidth() == file.width() && image.getHeight() == file.height()) {
            return image;
        }
        var root = (Element) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
        var place = (Element) root.getElementsByTagName("ImageDescriptor").item(0);
        BufferedImage screen = new BufferedImage(file.width(), file.height(), BufferedImage.TYPE_INT_ARGB_PRE);
        draw(
                image,
                screen,
                AffineTransform.getTranslateInstance(
                        Integer.parseInt(place.getAttribute("imageLeftPosition")),
                        Integer.parseInt(place.getAttribute("imageTopPosition"))));
        return screen;
    }

    /** The JDK's reader of PNG leaves the profile aside. */
    private static BufferedImage tagged(BufferedImage image, PictureFile file) {
        byte @Nullable [] bytes = file.profile();
        if (bytes == null || !file.type().equals("image/png")) {
            return image;
        }
        BufferedImage direct = image.getColorModel() instanceof IndexColorModel ? copy(image) : image;
        ICC_Profile profile = ICC_Profile.getInstance(bytes);
        ColorModel model = direct.getColorModel();
        if (profile.getNumComponents() != model.getNumColorComponents() || !(model instanceof ComponentColorModel)) {
            return direct;
        }
        ColorModel tagged = new ComponentColorModel(
                new ICC_ColorSpace(profile), model.hasAlpha(), false, model.getTransparency(), model.getTransferType());
        return new BufferedImage(tagged, direct.getRaster(), false, null);
    }

    private static BufferedImage srgb(BufferedImage image) {
        ColorSpace space = image.getColorModel().getColorSpace();
        if (space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY))) {
            return gray(image);
        }
        if (space.isCS_sRGB()) {
            return image.getType() == type(image) ? image : copy(image);
        }
        boolean alpha = image.getColorModel().hasAlpha();
        BufferedImage converted = new BufferedImage(
                image.getWidth(),
                image.getHeight(),
                alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        new ColorConvertOp(null).filter(image, converted);
        return alpha ? copy(converted) : converted;
    }

    /** Java takes grey for linear light, files mean what sRGB means: the numbers are carried over. */
    private static BufferedImage gray(BufferedImage image) {
        Raster from = image.getRaster();
        boolean alpha = image.getColorModel().hasAlpha();
        int shift = from.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        BufferedImage colour = new BufferedImage(
                image.getWidth(),
                image.getHeight(),
                alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
        WritableRaster to = colour.getRaster();
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int band = 0; band < from.getNumBands(); band++) {
                from.getSamples(0, y, row.length, 1, band, row);
                for (int x = 0; x < row.length; x++) {
                    row[x] >>>= shift;
                }
                if (band == 0) {
                    to.setSamples(0, y, row.length, 1, 0, row);
                    to.setSamples(0, y, row.length, 1, 1, row);
                    to.setSamples(0, y, row.length, 1, 2, row);
                } else {
                    to.setSamples(0, y, row.length, 1, 3, row);
                }
            }
        }
        return alpha ? copy(colour) : colour;
    }

    /** Turned by an Exif orientation, so that it needs none. */
    static BufferedImage upright(BufferedImage image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        int w = image.getWidth();
        int h = image.getHeight();
        boolean side = ExifOrientation.onItsSide(orientation);
        BufferedImage turned = new BufferedImage(side ? h : w, side ? w : h, type(image));
        AffineTransform turn = switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
            default -> throw new IllegalArgumentException("orientation " + orientation);
        };
        draw(image, turned, turn);
        return turned;
    }

    /** Halved while it is more than twice too large, so that every pixel counts; then to size. */
    static BufferedImage scaled(BufferedImage image, int width, int height) {
        BufferedImage from = image;
        while (from.getWidth() >= 2 * width && from.getHeight() >= 2 * height) {
            from = resized(from, (from.getWidth() + 1) / 2, (from.getHeight() + 1) / 2);
        }
        return from.getWidth() == width && from.getHeight() == height ? from : resized(from, width, height);
    }

    private static BufferedImage resized(BufferedImage image, int width, int height) {
        BufferedImage small = new BufferedImage(width, height, type(image));
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    /** Without transparency, for formats that have none. */
    static BufferedImage onWhite(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return image;
        }
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(image, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static BufferedImage copy(BufferedImage image) {
        BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), type(image));
        draw(image, copy, new AffineTransform());
        return copy;
    }

    private static void draw(BufferedImage from, BufferedImage to, AffineTransform by) {
        Graphics2D graphics = to.createGraphics();
        graphics.drawImage(from, by, null);
        graphics.dispose();
    }

    /** Scaling mixes neighbours, so colours are held multiplied with their alpha. */
    private static int type(BufferedImage image) {
        return image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB_PRE : BufferedImage.TYPE_3BYTE_BGR;
    }
}

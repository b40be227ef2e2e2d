package barid.article.media;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageWriterSpi;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes pixels to files that hold nothing else. */
final class Encoding {
    private Encoding() {}

    static byte[] jpeg(BufferedImage image, float quality) {
        ImageWriter writer = writer(JPEGImageWriterSpi.class);
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality);
        return write(writer, param, Pixels.onWhite(image));
    }

    static byte[] webp(BufferedImage image, float quality) {
        return webp(image, CompressionType.Lossy, quality);
    }

    static byte[] losslessWebp(BufferedImage image) {
        // here quality is effort
        return webp(image, CompressionType.Lossless, 0.5f);
    }

    private static byte[] webp(BufferedImage image, CompressionType compression, float quality) {
        ImageWriter writer = writer(WebPImageWriterSpi.class);
        WebPWriteParam param = (WebPWriteParam) writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
        param.setCompressionQuality(quality);
        return write(writer, param, straight(image));
    }

    static byte[] png(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/png").next();
        return write(writer, writer.getDefaultWriteParam(), straight(image));
    }

    private static <T extends javax.imageio.spi.ImageWriterSpi> ImageWriter writer(Class<T> provider) {
        try {
            return IIORegistry.getDefaultInstance()
                    .getServiceProviderByClass(provider)
                    .createWriterInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] write(ImageWriter writer, ImageWriteParam param, BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Colours not multiplied with their alpha, as files hold them. */
    private static BufferedImage straight(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return image;
        }
        BufferedImage straight = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        var graphics = straight.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return straight;
    }
}

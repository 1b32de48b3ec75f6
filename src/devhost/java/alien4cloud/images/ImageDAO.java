package alien4cloud.images;

import alien4cloud.dao.ESGenericSearchDAO;
import alien4cloud.exception.InvalidArgumentException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.annotation.PostConstruct;
import javax.imageio.ImageIO;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Stores images and their thumbnails: a document each, and a file below {@code directories.images}. A4C's order: file,
 * then document; deleted the other way round. An image is never changed: a new one gets a new id, and the one before
 * stays.
 */
@Component("image-dao")
public class ImageDAO extends ESGenericSearchDAO {
    private static final String INDEX = "imagedata";
    private static final int[] THUMBNAILS = {16, 32, 64, 128};

    @Value("${directories.alien}/${directories.images}")
    private String directory;

    @PostConstruct
    public void initEnvironment() {
        initIndices(INDEX);
        initCompleted();
    }

    /** Stores an image under a new id, the thumbnails first; answers the id. */
    public String writeImage(byte[] bytes) throws IOException {
        BufferedImage original = ImageIO.read(new ByteArrayInputStream(bytes));
        if (original == null) {
            throw new InvalidArgumentException("The image is not valid and cannot be read");
        }
        Files.createDirectories(Paths.get(directory));
        String id = UUID.randomUUID().toString();
        for (int side : THUMBNAILS) {
            saveAsPng(thumbnail(side, id), resized(original, side));
        }
        saveAsPng(id, original);
        return id;
    }

    public void deleteAll(String id) throws IOException {
        delete(id);
        for (int side : THUMBNAILS) {
            delete(thumbnail(side, id));
        }
    }

    private void saveAsPng(String id, BufferedImage image) throws IOException {
        try (OutputStream out = Files.newOutputStream(file(id))) {
            ImageIO.write(image, "png", out);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put("mime", "image/png");
        save(INDEX, id, document);
    }

    private void delete(String id) throws IOException {
        delete(INDEX, id);
        Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return Paths.get(directory, id + ".png");
    }

    private static String thumbnail(int side, String id) {
        return "QUALITY_" + side + id;
    }

    private static BufferedImage resized(BufferedImage original, int side) {
        BufferedImage target = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(original, 0, 0, side, side, null);
        graphics.dispose();
        return target;
    }
}

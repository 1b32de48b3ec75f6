package alien4cloud.component.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Stores the files of artifacts, each under its own id: {@code artifacts/<id>}. */
@Component
public class ArtifactLocalRepository {
    private final Path directory;

    public ArtifactLocalRepository(@Value("${directories.alien}/${directories.artifact_repository}") String directory) {
        this.directory = Paths.get(directory).toAbsolutePath();
    }

    /** Answers the file's id. */
    public String storeFile(InputStream data) throws IOException {
        String id = UUID.randomUUID().toString();
        Files.copy(data, Files.createDirectories(directory).resolve(id));
        return id;
    }

    public void deleteFile(String id) throws IOException {
        Files.deleteIfExists(directory.resolve(id));
    }
}

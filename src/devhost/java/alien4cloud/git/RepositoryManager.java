package alien4cloud.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** Manages git repositories on disk, with JGit as in A4C. */
public final class RepositoryManager {
    private RepositoryManager() {}

    /** @param readme text of a file readme.txt in a new repository; null for no such file */
    public static void createIfMissing(Path directory, String readme) throws IOException {
        if (Files.exists(directory.resolve(".git"))) {
            return;
        }
        Files.createDirectories(directory);
        try (Git git = Git.init().setDirectory(directory.toFile()).call()) {
            if (readme != null) {
                Files.write(directory.resolve("readme.txt"), readme.getBytes(StandardCharsets.UTF_8));
            }
        } catch (GitAPIException e) {
            throw new IOException("Error while creating git repository " + directory, e);
        }
    }

    /** Adds every file and commits, also when nothing has changed. Files that are gone stay in the tree, as in A4C. */
    public static void commitAll(Path directory, String message) throws IOException {
        try (Git git = Git.open(directory.toFile())) {
            git.add().addFilepattern(".").call();
            git.commit()
                    .setCommitter("admin", "admin@mycompany.com")
                    .setMessage(message)
                    .call();
        } catch (GitAPIException e) {
            throw new IOException("Unable to commit to the git repository " + directory, e);
        }
    }
}

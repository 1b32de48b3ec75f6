package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.junit.rules.ExternalResource;

/** Provides a directory that is removed after the test. */
public final class TestDirectory extends ExternalResource {

    private Path path;

    @Override
    protected void before() throws IOException {
        path = Files.createTempDirectory("repository");
    }

    @Override
    protected void after() {
        try {
            DurableFiles.deleteTree(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path path() {
        return path;
    }
}

package org.alien4cloud.plugin.backup.it;

import alien4cloud.git.RepositoryManager;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.it.Writers.Writer;
import org.elasticsearch.client.transport.TransportClient;
import org.slf4j.LoggerFactory;

/** Writes files and documents as background threads of plugins do, also in maintenance mode. */
final class BackgroundWriters implements AutoCloseable {
    static final String SMALL_SET_UP = "deployment_matching_configuration.yml";
    static final int SMALL = 2000;
    static final String LARGE_SET_UP = "orchestrator_deployment_properties.yml";
    static final int LARGE = 300_000;
    static final String COMMITTED = "inputs.yml";

    private final Writers writers;
    private final History history;
    private final Path environment;
    private final Path repository;
    private final TransportClient client;

    BackgroundWriters(Writers writers) {
        this.writers = writers;
        this.history = writers.history();
        ((Logger) LoggerFactory.getLogger("org.eclipse.jgit")).setLevel(Level.WARN);
        this.client = writers.host().process().elasticsearch();
        Path git = writers.host().process().alien().resolve("git");
        try {
            this.environment = Files.createDirectories(git.resolve(writers.prefix() + "background"));
            this.repository = git.resolve(writers.prefix() + "app/env_setup/" + writers.prefix() + "background");
            RepositoryManager.createIfMissing(repository, null);
            commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Truncates the file and writes it at one go. */
    Writer smallSetUp() {
        return () -> write(environment.resolve(SMALL_SET_UP), SMALL);
    }

    /** Twice without a pause, so that its size and often its times are the same before and after. */
    Writer largeSetUp() {
        return () -> {
            write(environment.resolve(LARGE_SET_UP), LARGE);
            write(environment.resolve(LARGE_SET_UP), LARGE);
        };
    }

    private void write(Path file, int bytes) throws IOException {
        long number = history.nextNumber();
        history.writing(writers.host().process().alien().relativize(file).toString(), number);
        Files.write(file, Numbered.setUp(number, bytes));
    }

    Writer gitCommits() {
        return this::commit;
    }

    private void commit() throws IOException {
        long number = history.nextNumber();
        Files.write(repository.resolve(COMMITTED), Numbered.setUp(number, SMALL));
        RepositoryManager.commitAll(repository, Numbered.text(number));
    }

    /** One document that changes, and ever more of them. */
    Writer documents() {
        return () -> {
            String number = Numbered.text(history.nextNumber());
            client.prepareIndex("deployment", "_doc", writers.prefix() + "background")
                    .setSource(Map.of("id", writers.prefix() + "background", "sourceName", number))
                    .get();
            client.prepareIndex("paasdeploymentlog", "_doc", writers.prefix() + number)
                    .setSource(Map.of("id", writers.prefix() + number, "content", number))
                    .get();
        };
    }

    @Override
    public void close() {
        client.close();
    }
}

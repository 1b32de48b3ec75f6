package org.alien4cloud.plugin.backup.service.monitor;

import com.codahale.metrics.CachedGauge;
import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.operation.OperationListener;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Publishes metrics of backups in Alien4Cloud's registry, which it serves at {@code /rest/admin/metrics/metrics}.
 *
 * <p>Gauges are computed at most every ten seconds, the size of the directory every ten minutes. A gauge is null where
 * there is no value. A counter counts failed operations.
 */
public class BackupMetrics implements OperationListener {

    private static final String PREFIX = "alien4cloud.backup.";
    private static final String FAILURES = PREFIX + "failures";
    private static final int QUICK_SECONDS = 10;
    private static final int SIZE_SECONDS = 600;

    private final MetricRegistry registry;
    private final BackupContext context;
    private final OperationRunner runner;

    public BackupMetrics(MetricRegistry registry, BackupContext context, OperationRunner runner) {
        this.registry = registry;
        this.context = context;
        this.runner = runner;
    }

    /** Registers all metrics. */
    public void start() {
        close();
        gauge("backups", () -> (long) backups().size());
        gauge("last.age.seconds", () -> newest().map(backup -> secondsSince(backup.endedAt()))
                .orElse(null));
        gauge("last.bytes", () -> newest().map(Manifest::bytes).orElse(null));
        gauge("last.added.bytes", () -> newest().map(Manifest::addedBytes).orElse(null));
        gauge("last.duration.seconds", () -> newest().map(backup -> (backup.endedAt() - backup.startedAt()) / 1000)
                .orElse(null));
        gauge("verified.age.seconds", () -> context.history().goodBackups().stream()
                .map(this::verifiedAt)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .max(Long::compare)
                .map(BackupMetrics::secondsSince)
                .orElse(null));
        gauge("directory.bytes", SIZE_SECONDS, this::directoryBytes);
        // a counter of an earlier instance of the plugin goes on counting
        registry.counter(FAILURES);
        runner.addListener(this);
    }

    /** Removes the gauges, which would keep the classes of this plugin from being unloaded. The counter stays. */
    public void close() {
        registry.getNames().stream()
                .filter(name -> name.startsWith(PREFIX) && !name.equals(FAILURES))
                .forEach(registry::remove);
    }

    private void gauge(String name, Supplier<Long> value) {
        gauge(name, QUICK_SECONDS, value);
    }

    private void gauge(String name, int seconds, Supplier<Long> value) {
        registry.register(PREFIX + name, new CachedGauge<Long>(seconds, TimeUnit.SECONDS) {
            @Override
            protected Long loadValue() {
                try {
                    return value.get();
                } catch (BackupException e) {
                    // the backup directory is not available; the health checks report that
                    return null;
                }
            }
        });
    }

    private List<Manifest> backups() {
        return context.repository().catalog().list();
    }

    private Optional<Manifest> newest() {
        return context.history().goodBackups().stream().findFirst();
    }

    private Optional<Long> verifiedAt(Manifest backup) {
        return context.repository().verifier().last(backup.name()).map(Verification::verifiedAt);
    }

    private static Long secondsSince(long millis) {
        return (System.currentTimeMillis() - millis) / 1000;
    }

    private Long directoryBytes() {
        long[] bytes = new long[1];
        Path directory = context.repository().directory();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // the file was removed during the walk
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return null;
        }
        return bytes[0];
    }

    @Override
    public void ended(Operation operation) {
        if (operation.state() == OperationState.FAILED || operation.state() == OperationState.ROLLED_BACK) {
            registry.counter(FAILURES).inc();
        }
    }
}

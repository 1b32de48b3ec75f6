package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.LoggedProgress;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Test;

/** Checks that documents and files of a backup match, though the server is written to. */
public class ConsistencyIT extends CaptureFixture {

    @Test
    public void needsNoMaintenanceForUnrelatedChanges() throws Exception {
        writer.start(() -> {
            index("application", "app", "{\"n\":" + System.nanoTime() + "}");
            write(data.resolve("work/yorc/state"), String.valueOf(System.nanoTime()));
            // pauses, so that the file can be read between two changes
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        });
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(Collections.emptyList(), manifest.warnings());
        assertEquals(0, maintenance.timesOff());
    }

    @Test
    public void capturesChangesAgain() throws Exception {
        // writes until the indices have been captured once
        Progress stopping = new LoggedProgress(log) {
            @Override
            public void log(String line) {
                super.log(line);
                if (line.startsWith("Changed during the capture, round 1")) {
                    writer.stop();
                }
            }
        };
        writer.start(writer::write);
        Manifest manifest = backUp(Consistency.LIVE, stopping);
        assertEquals("without maintenance", 0, maintenance.timesOff());
        assertTrue(log.toString(), log.get(1).contains("csar/moving/1"));
        assertCoherent(manifest);
    }

    @Test
    public void capturesDocumentsDuringTheScan() throws Exception {
        backUp(Consistency.LIVE, new LoggedProgress(log) {
            @Override
            public void advance(long bytes) {
                if (phase == Phase.FILES) {
                    Await.until(
                            "the documents are read before the first file is",
                            Await.LIMIT,
                            ConsistencyIT.this::documentsAreCaptured);
                }
            }
        });
        assertEquals(Phase.COMMITTING, phase);
    }

    private boolean documentsAreCaptured() {
        try (Stream<Path> all = Files.walk(folder.getRoot().toPath().resolve("backups"))) {
            return all.anyMatch(file -> file.endsWith("documents/csar.gz"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Its document may be written after the second scan, so it proves nothing that this scan finds the file unchanged.
     */
    @Test
    public void rescansWhenAFileIsWrittenBeforeItsTurn() throws Exception {
        write(data.resolve("csar/later/1/a.yml"), "1");
        Thread scanning = Thread.currentThread();
        backUp(Consistency.LIVE, new LoggedProgress(log) {
            private boolean written;

            @Override
            public void checkCancelled() {
                if (!written && phase == Phase.FILES && Thread.currentThread() == scanning) {
                    written = true;
                    write(data.resolve("csar/later/1/a.yml"), "2");
                }
            }
        });
        assertTrue(log.toString(), rescans().get(0).contains("round 1: csar/later"));
        assertTrue(log.toString(), log.stream().noneMatch(line -> line.contains("round 2")));
    }

    @Test
    public void scansOnceIfNothingChangedBefore() throws Exception {
        backUpAndSettle();
        index("application", "of no files", "{\"n\":1}");
        Manifest manifest =
                backUp("b", writing(Phase.INDICES, () -> write(data.resolve("csar/moving/1/a.yml"), "after its turn")));
        assertEquals(Collections.emptyList(), rescans());
        assertCoherent(manifest);
    }

    @Test
    public void rescansIfFilesChangedShortlyBefore() throws Exception {
        backUpAndSettle();
        backUp(
                "b",
                writing(Phase.FILES, () -> write(data.resolve("work/yorc/state"), "before its turn"))
                        .andThen(writing(Phase.INDICES, () -> write(data.resolve("csar/moving/1/a.yml"), "2"))));
        assertEquals(1, rescans().size());
        assertTrue(log.toString(), rescans().get(0).contains("csar/moving/1"));
    }

    @Test
    public void rescansIfDocumentsChangedSinceTheLastBackup() throws Exception {
        backUpAndSettle();
        index("csar", "moving:1", "{\"name\":\"moving\",\"version\":\"1\",\"description\":\"2\"}");
        backUp("b", writing(Phase.INDICES, () -> write(data.resolve("csar/moving/1/a.yml"), "2")));
        assertTrue(log.toString(), rescans().get(0).contains("csar/moving/1"));
    }

    @Test
    public void rescansIfDocumentsChangeMeanwhile() throws Exception {
        backUpAndSettle();
        Manifest manifest = backUp("b", writing(Phase.INDICES, writer::write));
        assertTrue(log.toString(), rescans().get(0).contains("index csar"));
        assertCoherent(manifest);
    }

    private void backUpAndSettle() {
        backUp("a", phase -> {});
        log.clear();
        long settled = System.nanoTime() + 2 * SETTLE.toNanos();
        Await.until("all has stood still for long enough", Await.LIMIT, () -> System.nanoTime() > settled);
    }

    /** Writes once, when a phase begins. */
    private static Consumer<Phase> writing(Phase when, Runnable write) {
        return begun -> {
            if (begun == when) {
                write.run();
            }
        };
    }

    private List<String> rescans() {
        return log.stream()
                .filter(line -> line.startsWith("Changed during the capture"))
                .collect(Collectors.toList());
    }

    @Test
    public void stopsTheScanWhenDocumentsCannotBeCaptured() throws Exception {
        write(data.resolve("csar/later/1/a.yml"), "1");
        elasticsearch.nodeClient().admin().indices().prepareClose("application").get();
        try {
            BackupException failure = assertThrows(BackupException.class, () -> backUp(Consistency.LIVE));
            assertTrue(failure.getMessage(), failure.getMessage().contains("application"));
        } finally {
            elasticsearch
                    .nodeClient()
                    .admin()
                    .indices()
                    .prepareOpen("application")
                    .get();
        }
        assertNothingIsLeft();
    }

    @Test
    public void warnsOfDocumentsWithoutFiles() throws Exception {
        index("csar", "lost:1", "{\"name\":\"lost\",\"version\":\"1\"}");
        Manifest manifest = backUp(Consistency.LIVE);
        assertEquals(
                Collections.singletonList("Documents without their files: csar/lost:1 needs csar/lost/1."),
                manifest.warnings());
    }

    @Test
    public void warnsOfLinkedDirectories() throws Exception {
        Files.createSymbolicLink(
                data.resolve("artifacts"), folder.newFolder("elsewhere").toPath());
        Manifest manifest = backUp(Consistency.LIVE);
        assertTrue(
                manifest.warnings().toString(),
                manifest.warnings().get(0).contains("not what they point to: artifacts"));
    }
}

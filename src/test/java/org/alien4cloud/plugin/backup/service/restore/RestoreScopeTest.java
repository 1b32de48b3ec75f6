package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.junit.Test;

public class RestoreScopeTest {

    private final Manifest manifest = Manifest.builder()
            .name(BackupName.of("b"))
            .repositoryId("r")
            .trigger(BackupOrigin.MANUAL)
            .engine("export")
            .directories(Arrays.asList(new DirectoryEntry("csar", 1, 1), new DirectoryEntry("git", 1, 1)))
            .indices(Stream.of("application", "auditconfiguration", "audittrace", "csar", "topology")
                    .map(name -> new IndexEntry(name, "u", 0, 0, Collections.emptyList(), null))
                    .collect(Collectors.toList()))
            .build();

    @Test
    public void leavesOutTheAuditTrailByDefault() {
        RestoreScope all = scope(null, null, false);
        all.requireIn(manifest);
        assertEquals(Arrays.asList("application", "csar", "topology"), all.indices(manifest));
        assertFalse(all.isPartial());
        assertEquals(
                Arrays.asList("application", "audittrace", "csar", "topology"),
                scope(null, null, true).indices(manifest));
    }

    @Test
    public void restoresNoDocumentsIfOnlyDirectoriesAreChosen() {
        RestoreScope files = scope(Collections.singletonList("git"), null, false);
        files.requireIn(manifest);
        assertTrue(files.isPartial());
        assertEquals(Collections.emptyList(), files.indices(manifest));
        assertEquals(
                "of the directories only git, no documents", files.describe().get());
    }

    @Test
    public void restoresOnlyTheChosenIndices() {
        RestoreScope documents = scope(null, Arrays.asList("topology", "application"), false);
        documents.requireIn(manifest);
        assertEquals(Arrays.asList("application", "topology"), documents.indices(manifest));
        assertEquals(
                "no directory, of the indices only application, topology",
                documents.describe().get());
    }

    @Test
    public void distinguishesDirectoriesAndIndicesOfOneName() {
        RestoreScope withoutIndex = scope(Arrays.asList("csar", "git"), Collections.singletonList("topology"), false);
        withoutIndex.requireIn(manifest);
        assertEquals(Collections.singletonList("topology"), withoutIndex.indices(manifest));
        RestoreScope withoutDirectory = scope(Collections.emptyList(), Collections.singletonList("csar"), false);
        withoutDirectory.requireIn(manifest);
        assertEquals(
                "no directory, of the indices only csar",
                withoutDirectory.describe().get());
        assertEquals(Collections.singletonList("csar"), withoutDirectory.indices(manifest));
    }

    @Test
    public void refusesWhatTheBackupDoesNotHave() {
        assertRefused(
                "The backup has no directory ../etc, images. It has: csar, git.",
                scope(Arrays.asList("images", "../etc"), null, false));
        assertRefused(
                "The backup has no index nothing. It has: ", scope(null, Arrays.asList("nothing", "topology"), false));
        assertRefused("The backup has no index git. It has: ", scope(null, Collections.singletonList("git"), false));
        assertRefused(
                "The backup has no directory topology. It has: ",
                scope(Collections.singletonList("topology"), null, false));
        assertRefused("The backup has no index null. It has: ", scope(null, Collections.singletonList(null), false));
    }

    @Test
    public void refusesAnEmptyChoiceWithAndWithoutAuditTrail() {
        for (boolean auditTrail : new boolean[] {false, true}) {
            assertRefused(
                    "Neither 'directories' nor 'indices' names anything.",
                    scope(Collections.emptyList(), null, auditTrail));
            assertRefused(
                    "Neither 'directories' nor 'indices' names anything.",
                    scope(null, Collections.emptyList(), auditTrail));
            assertRefused(
                    "Neither 'directories' nor 'indices' names anything.",
                    scope(Collections.emptyList(), Collections.emptyList(), auditTrail));
        }
        assertRefused(
                "Neither 'directories' nor 'indices' names anything.",
                RestoreScope.withAlienStopped(Collections.emptyList(), Collections.emptyList()));
    }

    @Test
    public void restoresTheAuditTrailOnlyOnRequestWhileRunning() {
        List<String> audits = Arrays.asList("audittrace", "auditconfiguration");
        for (int combination = 0; combination < 64; combination++) {
            boolean stopped = (combination & 1) > 0;
            boolean whole = (combination & 2) > 0;
            boolean trailChosen = (combination & 4) > 0;
            boolean configurationChosen = (combination & 8) > 0;
            boolean auditTrail = (combination & 16) > 0;
            boolean directoryChosen = (combination & 32) > 0;
            if (stopped && auditTrail || whole && (trailChosen || configurationChosen || directoryChosen)) {
                // it cannot be said
                continue;
            }
            List<String> indices = whole
                    ? null
                    : Stream.of(
                                    "topology",
                                    trailChosen ? audits.get(0) : "topology",
                                    configurationChosen ? audits.get(1) : "topology")
                            .collect(Collectors.toList());
            List<String> directories = directoryChosen ? Collections.singletonList("git") : null;
            RestoreScope scope = stopped
                    ? RestoreScope.withAlienStopped(directories, indices)
                    : scope(directories, indices, auditTrail);
            String what = "combination " + combination;
            if (!stopped && configurationChosen) {
                assertRefused("auditconfiguration in 'indices' cannot be restored while Alien4Cloud runs", scope);
            } else if (!stopped && trailChosen && !auditTrail) {
                assertRefused("restored only with \"auditTrail\": true", scope);
            } else {
                scope.requireIn(manifest);
                assertEquals(
                        what,
                        stopped ? whole || trailChosen : auditTrail,
                        scope.indices(manifest).contains("audittrace"));
                assertEquals(
                        what,
                        stopped && (whole || configurationChosen),
                        scope.indices(manifest).contains("auditconfiguration"));
                assertTrue(what, scope.indices(manifest).contains("topology"));
                for (String index : Arrays.asList("application", "auditconfiguration", "audittrace", "topology")) {
                    for (String file : Arrays.asList(
                            "documents/" + index + ".gz",
                            "indices/" + index + ".json",
                            "indices/" + index + ".ndjson.gz")) {
                        assertEquals(what + ", " + file, scope.indices(manifest).contains(index), scope.needs(file));
                    }
                }
                scope.describe()
                        .ifPresent(words -> assertEquals(
                                what, scope.indices(manifest).contains("audittrace"), words.contains("audittrace")));
            }
        }
    }

    @Test
    public void needsOnlyWhatARestoreReads() {
        for (boolean configuration : new boolean[] {false, true}) {
            RestoreRequest request =
                    RestoreRequest.builder().configuration(configuration).build();
            assertEquals(configuration, request.needs("configuration/alien4cloud-config.yml"));
            assertFalse("only verifications read it", request.needs("snapshot-files.jsonl.gz"));
            assertTrue(request.needs("files.jsonl.gz"));
            assertTrue(request.needs("inventory.jsonl.gz"));
            assertTrue(request.needs("indices/topology.json"));
            assertFalse(request.needs("documents/audittrace.gz"));
        }
    }

    @Test
    public void restoresTheAuditTrailBesidesDirectories() {
        RestoreScope scope = scope(Collections.singletonList("git"), null, true);
        scope.requireIn(manifest);
        assertEquals(Collections.singletonList("audittrace"), scope.indices(manifest));
    }

    @Test
    public void refusesTheAuditTrailIfTheBackupHasNone() {
        Manifest without = Manifest.builder()
                .name(BackupName.of("b"))
                .repositoryId("r")
                .trigger(BackupOrigin.MANUAL)
                .engine("export")
                .build();
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> scope(null, null, true).requireIn(without));
        assertEquals("The backup has no audit trail. Leave 'auditTrail' out.", refused.getMessage());
    }

    private void assertRefused(String message, RestoreScope scope) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> scope.requireIn(manifest));
        assertTrue(refused.getMessage(), refused.getMessage().contains(message));
    }

    private static RestoreScope scope(List<String> directories, List<String> indices, boolean auditTrail) {
        return new RestoreScope(directories, indices, auditTrail);
    }
}

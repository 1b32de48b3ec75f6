package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.apache.lucene.index.IndexCommit;
import org.elasticsearch.cluster.metadata.RepositoryMetaData;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.NamedXContentRegistry;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.shard.IndexShard;
import org.elasticsearch.index.snapshots.IndexShardSnapshotFailedException;
import org.elasticsearch.index.snapshots.IndexShardSnapshotStatus;
import org.elasticsearch.index.store.Store;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.RepositoryPlugin;
import org.elasticsearch.repositories.IndexId;
import org.elasticsearch.repositories.Repository;
import org.elasticsearch.repositories.RepositoryVerificationException;
import org.elasticsearch.repositories.fs.FsRepository;
import org.elasticsearch.snapshots.SnapshotId;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Uses snapshot repositories of a type that a plugin of Elasticsearch provides, as S3 or HDFS, with settings of their
 * own.
 */
public class RepositoryTypesIT {

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    private static final List<String> OWNED = Collections.singletonList("owned");
    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(
                REPOSITORIES.getRoot().toPath(), Settings.EMPTY, Collections.singletonList(Depots.class));
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Test
    public void storesDocumentsInARepositoryOfAnyType() {
        SnapshotRepositorySettings settings = depot("any", "max_restore_bytes_per_sec", "7mb", "gate", "open");
        BackupFixture fixture = fixture(settings);
        fixture.engine.prepare(Progress.NONE);
        RepositoryMetaData registered = elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareGetRepositories(settings.name())
                .get()
                .repositories()
                .get(0);
        assertEquals(Depots.TYPE, registered.type());
        Map<String, String> expected = new HashMap<>(settings.settings());
        expected.put("max_snapshot_bytes_per_sec", "10gb");
        assertEquals("the given ones win, nothing of a file system is added", expected, asMap(registered.settings()));

        fixture.create("owned", 2);
        fixture.fill("owned", 30, "v");
        Map<String, String> before = fixture.content(OWNED);
        BackupFixture.Backup backup = fixture.backup(OWNED);
        fixture.mutate("owned", 30, new Random(5));
        fixture.restore(backup, OWNED);
        assertEquals(before, fixture.content(OWNED));
        fixture.engine.discard(backup.directory);
        assertEquals(Collections.emptyList(), fixture.snapshots());
        fixture.clear();
    }

    @Test
    public void tellsEachTimeWhyNodesCannotUseIt() {
        BackupFixture fixture = fixture(depot("closed", "gate", "closed"));
        for (int i = 0; i < 2; i++) {
            BackupException failure = assertThrows(BackupException.class, () -> fixture.engine.prepare(Progress.NONE));
            assertEquals(Kind.ELASTICSEARCH, failure.kind());
            assertTrue(
                    failure.getMessage(),
                    failure.getMessage().contains("a4c-backup-closed")
                            && failure.getMessage().contains("the depot is closed"));
        }
    }

    @Test
    public void refusesASnapshotThatLacksAShard() {
        BackupFixture fixture = fixture(depot("lossy", "gate", "loses-shard-1"));
        fixture.engine.prepare(Progress.NONE);
        fixture.create("owned", 2);
        fixture.fill("owned", 30, "v");
        BackupException failure = assertThrows(BackupException.class, () -> fixture.backup(OWNED));
        assertEquals(Kind.ELASTICSEARCH, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().contains("its state is PARTIAL, 1 of 2 shards failed (owned[1]: "));
        assertTrue(failure.getMessage(), failure.getMessage().contains("the depot has lost it"));
        assertEquals(Collections.emptyList(), fixture.snapshots());
        fixture.clear();
    }

    @Test
    public void namesATypeThatElasticsearchDoesNotHave() {
        BackupFixture fixture =
                fixture(SnapshotRepositorySettings.of("unknown", "s3", Collections.singletonMap("bucket", "b")));
        BackupException failure = assertThrows(BackupException.class, () -> fixture.engine.prepare(Progress.NONE));
        assertEquals(Kind.ELASTICSEARCH, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains("repository type [s3] does not exist"));
    }

    private BackupFixture fixture(SnapshotRepositorySettings settings) {
        return new BackupFixture(elasticsearch.nodeClient(), folder.getRoot().toPath(), SnapshotEngine.NAME, settings);
    }

    private static SnapshotRepositorySettings depot(String id, String... settings) {
        Map<String, String> all = new HashMap<>(Collections.singletonMap(
                "location", REPOSITORIES.getRoot().toPath().resolve(id).toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return SnapshotRepositorySettings.of(id, Depots.TYPE, all);
    }

    private static Map<String, String> asMap(Settings settings) {
        Map<String, String> map = new HashMap<>();
        settings.keySet().forEach(key -> map.put(key, settings.get(key)));
        return map;
    }

    /** Brings a type of repository to Elasticsearch; one whose gate is closed cannot be used, another loses a shard. */
    public static final class Depots extends Plugin implements RepositoryPlugin {

        static final String TYPE = "depot";

        @Override
        public Map<String, Repository.Factory> getRepositories(
                Environment environment, NamedXContentRegistry registry) {
            return Collections.singletonMap(TYPE, metaData -> new FsRepository(metaData, environment, registry) {
                @Override
                public String startVerification() {
                    if ("closed".equals(metaData.settings().get("gate"))) {
                        throw new RepositoryVerificationException(metaData.name(), "the depot is closed");
                    }
                    return super.startVerification();
                }

                @Override
                public void snapshotShard(
                        IndexShard shard,
                        Store store,
                        SnapshotId snapshot,
                        IndexId index,
                        IndexCommit commit,
                        IndexShardSnapshotStatus status) {
                    if ("loses-shard-1".equals(metaData.settings().get("gate"))
                            && shard.shardId().id() == 1) {
                        throw new IndexShardSnapshotFailedException(shard.shardId(), "the depot has lost it");
                    }
                    super.snapshotShard(shard, store, snapshot, index, commit, status);
                }
            });
        }
    }
}

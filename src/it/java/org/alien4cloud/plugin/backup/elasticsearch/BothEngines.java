package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Arrays;
import java.util.Collection;
import org.elasticsearch.client.Client;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Runs each test of a class with both engines, each test with a snapshot repository of its own. */
@RunWith(Parameterized.class)
public abstract class BothEngines {

    @ClassRule
    public static final ElasticsearchRule elasticsearch = new ElasticsearchRule();

    private static int repositories;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Parameter
    public String engine;

    final SnapshotRepositorySettings settings = SnapshotRepositorySettings.fileSystem("both" + ++repositories);

    @Parameters(name = "{0}")
    public static Collection<Object[]> engines() {
        return Arrays.asList(new Object[] {SnapshotEngine.NAME}, new Object[] {ExportEngine.NAME});
    }

    BackupFixture fixture(Client client) {
        return new BackupFixture(client, folder.getRoot().toPath(), engine, settings);
    }
}

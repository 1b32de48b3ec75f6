package org.alien4cloud.devhost.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.tosca.catalog.ToscaArchive;
import org.elasticsearch.client.Client;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Writes sample data of a server in use: archives, applications, deployments, users, images, artifacts, set-up files.
 * The documents and the files agree with each other: each archive, image and artifact that a document names has its
 * files. The indices must exist.
 */
public final class SampleData {
    /** 2024-01-01T00:00:00Z: all times are counted from here, so that equal sizes make equal data. */
    static final long EPOCH = 1_704_067_200_000L;
    /**
     * The orchestrators' plugin; their documents are disabled until someone enables them: without the plugin A4C would
     * disable them anyway.
     */
    public static final String ORCHESTRATOR_PLUGIN = "mock-orchestrator";

    private final SampleSize size;
    private final SampleFiles files;
    private final SampleDocuments documents;

    private SampleData(SampleSize size, SampleFiles files, SampleDocuments documents) {
        this.size = size;
        this.files = files;
        this.documents = documents;
    }

    /**
     * Writes the data and refreshes the indices.
     *
     * @param client of the cluster that has A4C's indices
     * @param alien {@code directories.alien}; created when missing
     * @return documents written
     */
    public static long generate(SampleSize size, Client client, Path alien) throws IOException {
        try (SampleDocuments documents = new SampleDocuments(client)) {
            new SampleData(size, new SampleFiles(alien), documents).generate();
            return documents.count();
        }
    }

    private void generate() throws IOException {
        people();
        infrastructure();
        for (int i = 0; i < size.archives(); i++) {
            Random random = new Random(size.seed() * 1_000_003 + i);
            ToscaArchive archive = archive(i, random);
            if (i % 2 == 0) {
                application(i, archive, random);
            }
        }
        Random random = new Random(size.seed());
        for (long i = 0; documents.count() < size.documents(); i++) {
            log(i, random);
        }
    }

    /** The default administrator is not among them: A4C makes it. */
    private void people() {
        documents.add(
                "user",
                "user",
                "username",
                "user",
                "firstName",
                "Ursula",
                "lastName",
                "User",
                "email",
                "user@example.org",
                "password",
                BCrypt.hashpw("user", "$2a$10$sampledatasampledataou"),
                "roles",
                new String[] {"COMPONENTS_BROWSER"},
                "internalDirectory",
                true,
                "accountNonExpired",
                true,
                "accountNonLocked",
                true,
                "credentialsNonExpired",
                true,
                "enabled",
                true);
        documents.add(
                "group",
                "group-1",
                "id",
                "group-1",
                "name",
                "operators",
                "users",
                new String[] {"user"},
                "roles",
                new String[] {"APPLICATIONS_MANAGER"});
    }

    private void infrastructure() {
        for (int i = 1; i <= 2; i++) {
            String id = "orchestrator-" + i;
            documents.add(
                    "orchestrator",
                    id,
                    "id",
                    id,
                    "name",
                    "Orchestrator " + i,
                    "pluginId",
                    ORCHESTRATOR_PLUGIN,
                    "pluginBean",
                    "mockOrchestratorFactory",
                    "state",
                    "DISABLED");
            documents.add(
                    "orchestratorconfiguration",
                    id,
                    "id",
                    id,
                    "configuration",
                    SampleDocuments.map("url", "http://127.0.0.1:1/", "retries", i));
            documents.add(
                    "location",
                    "location-" + i,
                    "id",
                    "location-" + i,
                    "name",
                    "Location " + i,
                    "orchestratorId",
                    id,
                    "infrastructureType",
                    "mock",
                    "creationDate",
                    EPOCH);
        }
        documents.add(
                "metapropconfiguration",
                "meta-1",
                "id",
                "meta-1",
                "name",
                "costCentre",
                "target",
                "application",
                "type",
                "string");
        documents.add(
                "gitlocation",
                "git-1",
                "id",
                "git-1",
                "url",
                "https://git.example.org/archives.git",
                "branchId",
                "master");
    }

    private ToscaArchive archive(int number, Random random) throws IOException {
        String name = SampleText.archiveName(number);
        String version = number % 3 == 2 ? "1.1.0-SNAPSHOT" : "1.0." + number % 10;
        String yaml = SampleText.definition(name, version, random);
        ToscaArchive archive = ToscaArchive.parse("definition.yml", yaml);
        files.archive(archive, yaml, size.filesPerArchive(), random);
        long time = EPOCH + number * 60_000L;
        documents.add("csar", archive.id(), archive.csarDocument(time));
        archive.typeDocuments(time)
                .forEach((index, types) -> types.forEach((id, type) -> documents.add(index, id, type)));
        documents.add("topology", archive.id(), archive.topologyDocument(time));
        return archive;
    }

    private void application(int number, ToscaArchive archive, Random random) throws IOException {
        String id = "Application" + number;
        long time = EPOCH + number * 60_000L;
        String image = SampleText.uuid(random);
        int colour = random.nextInt();
        image(image, 256, colour);
        for (int side : new int[] {16, 32, 64, 128}) {
            image("QUALITY_" + side + image, side, colour);
        }
        documents.add(
                "application",
                id,
                "id",
                id,
                "name",
                "Application " + number,
                "description",
                SampleText.sentence(random),
                "imageId",
                image,
                "creationDate",
                time,
                "userRoles",
                new Object[] {SampleDocuments.map("key", "admin", "value", new String[] {"APPLICATION_MANAGER"})});
        documents.add(
                "applicationversion",
                id + ":0.1.0-SNAPSHOT",
                "id",
                id + ":0.1.0-SNAPSHOT",
                "applicationId",
                id,
                "version",
                "0.1.0-SNAPSHOT",
                "released",
                false);
        String artifact = SampleText.uuid(random);
        files.artifact(artifact, random);
        for (String kind : new String[] {"DEVELOPMENT", "PRODUCTION"}) {
            String environment = SampleText.uuid(random);
            documents.add(
                    "applicationenvironment",
                    environment,
                    "id",
                    environment,
                    "name",
                    kind.toLowerCase(Locale.ROOT),
                    "applicationId",
                    id,
                    "environmentType",
                    kind,
                    "topologyVersion",
                    "0.1.0-SNAPSHOT");
            files.setUp(id, environment, artifact, random);
        }
        String deployment = SampleText.uuid(random);
        Map<String, Object> topology = new LinkedHashMap<>(archive.topologyDocument(time));
        topology.put("id", deployment);
        topology.put(
                "uploadedInputArtifacts",
                SampleDocuments.map(
                        "war", SampleDocuments.map("artifactRef", artifact, "artifactRepository", "alien_repository")));
        documents.add("deploymenttopology", deployment, topology);
        documents.add(
                "deployment",
                deployment,
                "id",
                deployment,
                "orchestratorId",
                "orchestrator-" + (1 + number / 2 % 2),
                "sourceId",
                id,
                "sourceName",
                id,
                "sourceType",
                "APPLICATION",
                "locationIds",
                new String[] {"location-1"},
                "startDate",
                time,
                "endDate",
                time + 3_600_000,
                "orchestratorDeploymentId",
                id + "-production");
    }

    private void image(String id, int side, int colour) throws IOException {
        files.image(id, side, colour);
        documents.add("imagedata", id, "id", id, "mime", "image/png");
    }

    private void log(long number, Random random) {
        String id = "log-" + number;
        documents.add(
                number % 5 == 4 ? "paasmessagemonitorevent" : "paasdeploymentlog",
                id,
                "id",
                id,
                "date",
                EPOCH + number * 1000,
                "deploymentPaaSId",
                "Application" + random.nextInt(Math.max(1, size.archives())) + "-production",
                "level",
                number % 7 == 0 ? "warn" : "info",
                "content",
                SampleText.sentence(random));
    }
}

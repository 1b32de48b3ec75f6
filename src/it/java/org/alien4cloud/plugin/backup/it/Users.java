package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.it.AlienClient.Answer;
import org.alien4cloud.plugin.backup.it.Writers.Writer;

/** Simulates users who write over REST again and again. Each writer has its own items. */
final class Users {
    private static final String REST = "/rest/latest";
    private static final int GENERATION = 6;

    private final Writers writers;
    private final AlienClient admin;
    private final History history;
    private final Path files = DevHostProcess.target().resolve("it");

    Users(Writers writers) {
        this.writers = writers;
        this.admin = writers.host().admin();
        this.history = writers.history();
    }

    /** Uploads an archive, overwrites it, and now and then deletes it. */
    Writer archives(String name) {
        String id = name + ":1.0.0-SNAPSHOT";
        String piece = "csar/" + id;
        boolean[] there = {false};
        return () -> {
            long number = history.nextNumber();
            if (there[0] && number % GENERATION == 0) {
                writers.send(piece, History.ABSENT, 200, 404, () -> admin.delete(REST + "/csars/" + id));
            } else {
                Path zip = Numbered.archive(name, "1.0.0-SNAPSHOT", number);
                writers.send(piece, number, 200, () -> admin.upload(REST + "/csars", zip));
            }
            there[0] = !(there[0] && number % GENERATION == 0);
        };
    }

    /** Gives an application new images, then deletes it with the last one, and makes another. */
    Writer images(String name) {
        int[] count = {0};
        return () -> {
            String application = name + "a" + count[0] / GENERATION;
            if (count[0] % GENERATION == 0) {
                createApplication(application);
            }
            long number = history.nextNumber();
            Path picture = Numbered.picture(files.resolve(name + ".png"), number);
            Answer answer = writers.send(
                    null, number, 200, () -> admin.upload(REST + "/applications/" + application + "/image", picture));
            history.imageWritten(answer.data().asText(), number);
            if (count[0] % GENERATION == GENERATION - 1) {
                writers.send(null, number, 200, 404, () -> admin.delete(REST + "/applications/" + application));
            }
            count[0]++;
        };
    }

    /** Changes an environment's inputs, and every third time its input artifact. */
    Writer setUps(String name) {
        createApplication(name);
        String environment = environmentOf(name);
        String path = setUpPath(name, environment);
        String piece = "set-up/" + environment;
        return () -> {
            long number = history.nextNumber();
            if (number % 3 == 0) {
                uploadArtifact(piece, number, path, name);
            } else {
                writers.send(
                        piece,
                        number,
                        200,
                        () -> admin.send(
                                "PUT", path, Map.of("inputProperties", Map.of("text", Numbered.text(number)))));
            }
        };
    }

    /** Changes a topology in the editor and saves it. */
    Writer edits(String name) {
        String id = name + ":1.0.0-SNAPSHOT";
        boolean[] there = {false};
        return () -> {
            if (!there[0]) {
                Path zip = Numbered.archive(name, "1.0.0-SNAPSHOT", history.nextNumber());
                writers.send(null, 0, 200, () -> admin.upload(REST + "/csars", zip));
                there[0] = true;
            }
            long number = history.nextNumber();
            Map<String, Object> change =
                    Map.of("nodeTemplates", Map.of("edited", Map.of("note", Numbered.text(number))));
            writers.send(null, number, 200, () -> admin.send("PUT", REST + "/editor/" + id, change));
            writers.send("topology/" + id, number, 200, () -> admin.post(REST + "/editor/" + id));
        };
    }

    /** Changes the document of an application. */
    Writer applications(String name) {
        createApplication(name);
        return () -> {
            long number = history.nextNumber();
            writers.send(
                    "application/" + name,
                    number,
                    200,
                    () -> admin.send(
                            "PUT", REST + "/applications/" + name, Map.of("description", Numbered.text(number))));
        };
    }

    /** Makes an application with an input artifact and deploys it: a commit, and documents that name the artifact. */
    Writer deployments(String name) {
        int[] count = {0};
        return () -> {
            String application = name + "d" + count[0]++;
            createApplication(application);
            String environment = environmentOf(application);
            uploadArtifact(null, history.nextNumber(), setUpPath(application, environment), name);
            writers.send(
                    null,
                    0,
                    200,
                    () -> admin.post(
                            REST + "/applications/deployment",
                            Map.of("applicationId", application, "applicationEnvironmentId", environment)));
        };
    }

    /** Installs a plugin, and removes it. */
    Writer plugins(String name) {
        return () -> {
            long number = history.nextNumber();
            Path zip = PluginZips.zip(
                    name,
                    Map.of(
                            "META-INF/plugin.yml",
                            "id: " + name + "\nname: " + name + "\nversion: 1.0." + number + "\ndescription: "
                                    + Numbered.text(number) + "\n",
                            "ui/scripts/entry.js",
                            "// " + Numbered.text(number) + "\n"));
            Answer answer = writers.send("plugin/" + name, number, 200, () -> admin.upload(REST + "/plugins", zip));
            if (answer.errorCode() != -1) {
                throw new AssertionError("Plugin " + name + ": " + answer);
            }
            Writers.pause(100);
            writers.send("plugin/" + name, History.ABSENT, 200, 404, () -> admin.delete(REST + "/plugins/" + name));
        };
    }

    private void createApplication(String id) {
        writers.send(
                null,
                0,
                201,
                409,
                () -> admin.post(REST + "/applications", Map.of("archiveName", id, "name", id, "description", "new")));
    }

    private String environmentOf(String application) {
        return writers.send(
                        null, 0, 200, () -> admin.post(REST + "/applications/" + application + "/environments/search"))
                .data()
                .path(0)
                .path("id")
                .asText();
    }

    private static String setUpPath(String application, String environment) {
        return REST + "/applications/" + application + "/environments/" + environment + "/deployment-topology";
    }

    private void uploadArtifact(String piece, long number, String setUpPath, String name) throws IOException {
        Path file = Files.createDirectories(files.resolve(name)).resolve("artifact number " + number);
        Files.writeString(file, Numbered.lines(number, 1000 + (int) (number % 10) * 5000));
        writers.send(piece, number, 200, () -> admin.upload(setUpPath + "/inputArtifacts/war/upload", file));
        Files.delete(file);
    }
}

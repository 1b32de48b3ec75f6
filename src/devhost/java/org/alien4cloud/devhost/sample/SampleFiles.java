package org.alien4cloud.devhost.sample;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.alien4cloud.tosca.catalog.ToscaArchive;
import org.alien4cloud.tosca.catalog.repository.CsarFileRepository;

/** Writes the files below {@code directories.alien}, under A4C's names. */
final class SampleFiles {
    private final Path alien;
    private final CsarFileRepository csars;

    SampleFiles(Path alien) {
        this.alien = alien;
        this.csars = new CsarFileRepository(alien.resolve("csar").toString());
    }

    /** The archive expanded and zipped; an edited one (a SNAPSHOT) has a git repository in it. */
    void archive(ToscaArchive archive, String yaml, int count, Random random) throws IOException {
        Path expanded = Files.createDirectories(csars.expanded(archive.name(), archive.version()));
        write(expanded.resolve("definition.yml"), yaml);
        for (int i = 0; i < count; i++) {
            Path directory = Files.createDirectories(
                    expanded.resolve(i % 2 == 0 ? "scripts" : "data").resolve("part" + i / 500));
            if (i % 2 == 0) {
                Path script = directory.resolve("step" + i + ".sh");
                write(script, "#!/bin/sh\necho '" + SampleText.sentence(random) + "'\n");
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            } else {
                byte[] data = new byte[200 + random.nextInt(4000)];
                random.nextBytes(data);
                Files.write(directory.resolve("data" + i + ".bin"), data);
            }
        }
        csars.updateFromExpanded(archive.name(), archive.version());
        if (archive.isSnapshot()) {
            Map<String, byte[]> tracked = new LinkedHashMap<>();
            tracked.put("definition.yml", yaml.getBytes(StandardCharsets.UTF_8));
            SampleGit.write(expanded, tracked, "Edit " + archive.id());
        }
    }

    /** One picture: {@code images/<id>.png}, a document of that id beside it. */
    void image(String id, int side, int colour) throws IOException {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                picture.setRGB(x, y, colour ^ x * 4 ^ y << 10);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        Files.write(Files.createDirectories(alien.resolve("images")).resolve(id + ".png"), png.toByteArray());
    }

    /** A deployment artifact of some 20 to 120 KB: {@code artifacts/<id>}. */
    void artifact(String id, Random random) throws IOException {
        byte[] content = new byte[20_000 + random.nextInt(100_000)];
        random.nextBytes(content);
        Files.write(Files.createDirectories(alien.resolve("artifacts")).resolve(id), content);
    }

    /** What no document holds: {@code git/<environment>/*.yml} and a git repository with the environment's set-up. */
    void setUp(String application, String environment, String artifact, Random random) throws IOException {
        Path git = alien.resolve("git");
        Path inputs = Files.createDirectories(git.resolve(environment));
        write(
                inputs.resolve("deployment_inputs.yml"),
                "versionId: " + application + ":0.1.0-SNAPSHOT\nenvironmentId: " + environment
                        + "\ninputArtifacts:\n  war:\n    artifactRef: " + artifact
                        + "\n    artifactRepository: alien_repository\n");
        Path setUp = Files.createDirectories(
                git.resolve(application).resolve("env_setup").resolve(environment));
        Map<String, byte[]> tracked = new LinkedHashMap<>();
        tracked.put(
                "inputs.yml",
                ("size: " + random.nextInt(64) + "\nlabel: " + SampleText.sentence(random) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        tracked.put("variables.yml", ("replicas: " + random.nextInt(9) + "\n").getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> file : tracked.entrySet()) {
            Files.write(setUp.resolve(file.getKey()), file.getValue());
        }
        SampleGit.write(setUp, tracked, "Set up " + environment);
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}

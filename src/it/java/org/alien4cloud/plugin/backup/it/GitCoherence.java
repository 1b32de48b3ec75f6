package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks with the program git that every git repository is intact and its last commit can be read. */
final class GitCoherence {
    private final Path alien;
    private final BiConsumer<String, String> finding;

    GitCoherence(Path alien, BiConsumer<String, String> finding) {
        this.alien = alien;
        this.finding = finding;
    }

    void check() throws Exception {
        for (String directory : new String[] {"csar", "git"}) {
            List<Path> repositories;
            try (Stream<Path> paths = Files.walk(alien.resolve(directory))) {
                repositories = paths.filter(
                                path -> path.getFileName().toString().equals(".git"))
                        .map(Path::getParent)
                        .collect(Collectors.toList());
            }
            for (Path repository : repositories) {
                require(repository, "fsck", "--full", "--strict");
                require(repository, "archive", "--format=tar", "HEAD");
                checkLastCommit(repository);
            }
        }
    }

    private void require(Path repository, String... command) throws Exception {
        Result result = git(repository, command);
        if (result.status != 0) {
            finding.accept(
                    alien.relativize(repository).toString(),
                    "git " + command[0] + ": " + result.error.trim().replace('\n', ';'));
        }
    }

    /** The editor commits at the end of each save; a background thread's message tells what it has committed. */
    private void checkLastCommit(Path repository) throws Exception {
        Path edited = repository.resolve("topology.edited.yml");
        if (Files.exists(edited)
                && !Arrays.equals(
                        git(repository, "show", "HEAD:topology.edited.yml").output, Files.readAllBytes(edited))) {
            finding.accept(alien.relativize(repository).toString(), "topology.edited.yml is not as it was committed");
        }
        long number =
                Numbered.numberIn(git(repository, "log", "-1", "--format=%s").text());
        if (number >= 0
                && !Arrays.equals(
                        git(repository, "show", "HEAD:" + BackgroundWriters.COMMITTED).output,
                        Numbered.setUp(number, BackgroundWriters.SMALL))) {
            finding.accept(alien.relativize(repository).toString(), "the last commit is not version " + number);
        }
    }

    private static Result git(Path repository, String... command) throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(Arrays.asList("git", "-c", "safe.directory=*", "-C", repository.toString()));
        words.addAll(Arrays.asList(command));
        Path errors = Files.createTempFile("git", null);
        try {
            Process process =
                    new ProcessBuilder(words).redirectError(errors.toFile()).start();
            byte[] output = process.getInputStream().readAllBytes();
            return new Result(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }

    private record Result(int status, byte[] output, String error) {

        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }
}

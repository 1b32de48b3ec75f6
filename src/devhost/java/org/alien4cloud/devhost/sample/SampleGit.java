package org.alien4cloud.devhost.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;

/** A git repository of one commit, with loose objects: enough for {@code git log} and {@code git fsck}. */
final class SampleGit {
    private SampleGit() {}

    /** @param tracked the committed files, all in the top directory */
    static void write(Path workTree, Map<String, byte[]> tracked, String message) throws IOException {
        Path git = Files.createDirectories(workTree.resolve(".git"));
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : new TreeMap<>(tracked).entrySet()) {
            tree.write(("100644 " + file.getKey() + "\0").getBytes(StandardCharsets.UTF_8));
            tree.write(object(git, "blob", file.getValue()));
        }
        String author = "sample <sample@example.org> " + SampleData.EPOCH / 1000 + " +0000";
        String commit = "tree " + hex(object(git, "tree", tree.toByteArray())) + "\nauthor " + author + "\ncommitter "
                + author + "\n\n" + message + "\n";
        String head = hex(object(git, "commit", commit.getBytes(StandardCharsets.UTF_8)));
        text(git.resolve("HEAD"), "ref: refs/heads/master\n");
        text(git.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n");
        text(git.resolve("refs/heads/master"), head + "\n");
    }

    private static byte[] object(Path git, String type, byte[] content) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write((type + " " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        whole.write(content);
        byte[] id;
        try {
            id = MessageDigest.getInstance("SHA-1").digest(whole.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(whole.toByteArray());
        }
        String name = hex(id);
        Path file = git.resolve("objects").resolve(name.substring(0, 2)).resolve(name.substring(2));
        Files.createDirectories(file.getParent());
        Files.write(file, deflated.toByteArray());
        return id;
    }

    private static void text(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte each : bytes) {
            hex.append(String.format("%02x", each));
        }
        return hex.toString();
    }
}

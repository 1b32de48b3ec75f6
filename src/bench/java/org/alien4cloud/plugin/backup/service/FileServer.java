package org.alien4cloud.plugin.backup.service;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Starts a server that runs {@link FileCommand}s, and calls it. */
final class FileServer implements Closeable {

    private final Process process;
    private final OutputStream calls;
    private final BufferedReader answers;

    FileServer() throws IOException {
        List<String> command = new ArrayList<>(FileCommand.java());
        command.add("serve");
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        calls = process.getOutputStream();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Runs a command in the server, and returns when it is done. */
    void call(String command) throws IOException {
        calls.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        calls.flush();
        String answer = answers.readLine();
        while (answer != null && !answer.equals("done")) {
            // a line of the log
            answer = answers.readLine();
        }
        if (answer == null) {
            throw new IllegalStateException("The server died in: " + command);
        }
    }

    @Override
    public void close() throws IOException {
        calls.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

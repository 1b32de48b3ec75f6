package org.alien4cloud.plugin.backup.service;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that was started before it is called. */
final class FileServer implements Closeable {

    private final Process process;
    private final OutputStream calls;
    private final BufferedReader answers;

    FileServer(List<String> java) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.add("serve");
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        calls = process.getOutputStream();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns when it is done. */
    void call(String what) throws IOException {
        calls.write((what + "\n").getBytes(StandardCharsets.UTF_8));
        calls.flush();
        String answer = answers.readLine();
        while (answer != null && !answer.equals("done")) {
            // what is logged
            answer = answers.readLine();
        }
        if (answer == null) {
            throw new IllegalStateException("The server died of: " + what);
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

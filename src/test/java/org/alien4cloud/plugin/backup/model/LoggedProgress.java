package org.alien4cloud.plugin.backup.model;

import java.util.List;

/** Keeps the log, and is never cancelled unless a test says so. */
public class LoggedProgress implements Progress {

    private final List<String> log;

    public LoggedProgress(List<String> log) {
        this.log = log;
    }

    @Override
    public void expect(long bytes) {
        // of no interest
    }

    @Override
    public void advance(long bytes) {
        // of no interest
    }

    @Override
    public void log(String message) {
        log.add(message);
    }

    @Override
    public void checkCancelled() {
        // never
    }
}

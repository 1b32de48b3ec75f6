package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.util.Objects;

/**
 * Identifies a process and its machine. The name of a host is not enough: copies of a container or of a virtual machine
 * may share it. So Linux's boot id is added; a reboot changes it, and no process survives that. The process id is not
 * enough, since it is used again: so the start time is added.
 */
final class ProcessIdentity {

    private static final Path BOOT_ID = Paths.get("/proc/sys/kernel/random/boot_id");

    private final String host;
    private final String boot;
    private final String pid;
    private final String startedAt;

    /** @param boot null if the system has none */
    ProcessIdentity(String host, String boot, String pid, String startedAt) {
        this.host = Objects.requireNonNull(host, "host");
        this.boot = boot;
        this.pid = Objects.requireNonNull(pid, "pid");
        this.startedAt = startedAt;
    }

    static ProcessIdentity ofThisProcess() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        // "<process id>@<host>": Java 8 has no other way to the process id
        String name = runtime.getName();
        int at = name.indexOf('@');
        return new ProcessIdentity(
                at < 0 ? "unknown" : name.substring(at + 1),
                bootId(),
                at < 0 ? name : name.substring(0, at),
                Instant.ofEpochMilli(runtime.getStartTime()).toString());
    }

    private static String bootId() {
        try {
            return new String(Files.readAllBytes(BOOT_ID), StandardCharsets.US_ASCII).trim();
        } catch (IOException e) {
            // not Linux: the name of the host must be enough
            return null;
        }
    }

    boolean isOnSameMachine(ProcessIdentity other) {
        return host.equals(other.host) && Objects.equals(boot, other.boot);
    }

    boolean isSameProcess(ProcessIdentity other) {
        return isOnSameMachine(other) && pid.equals(other.pid) && Objects.equals(startedAt, other.startedAt);
    }

    String host() {
        return host;
    }

    String boot() {
        return boot;
    }

    String pid() {
        return pid;
    }

    String startedAt() {
        return startedAt;
    }
}

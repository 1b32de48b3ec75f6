package org.alien4cloud.plugin.backup.service;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names the commands by which a tool backs files up and restores them.
 *
 * <p>They are shell commands, with {@code $D} for the data, {@code $R} for the directory of its backups and {@code $T}
 * for the directory that it restores to. Those of a server begin with {@link #RUNNING} or {@link #JUST_STARTED}.
 */
final class FileTool {

    /** The plugin in the server of which goals are asked, and with which the others are compared. */
    static final String OURS = "this plugin, in a server that has made backups before";

    /** Begins a call of the server that has made backups before. */
    static final String RUNNING = "running ";
    /** Begins a call of the server that was started in the same round. */
    static final String JUST_STARTED = "started ";

    private static final String STARTED = "this plugin, in a server that was just started";
    private static final String OWN_PROCESS = "this plugin, a process each";

    /** The program of the tools that are this plugin: every machine has it. */
    private static final String ALWAYS_INSTALLED = "true";

    /** The steps that are timed. */
    enum Work {
        FIRST,
        REPEATED,
        PLANNED,
        CHANGED,
        RESTORED,
        RESTORED_CHANGED
    }

    private final String name;
    private final String program;
    private final String prepare;
    private final Map<Work, String> commands = new LinkedHashMap<>();

    private FileTool(
            String name,
            String program,
            String prepare,
            String first,
            String repeated,
            String changed,
            String restored,
            String restoredChanged) {
        this.name = name;
        this.program = program;
        this.prepare = prepare;
        commands.put(Work.FIRST, first);
        commands.put(Work.REPEATED, repeated);
        commands.put(Work.CHANGED, changed);
        commands.put(Work.RESTORED, restored);
        commands.put(Work.RESTORED_CHANGED, restoredChanged);
    }

    /** Returns the plugin in its three forms, then its peers. */
    static List<FileTool> all() {
        String java =
                FileCommand.java().stream().map(each -> "\"" + each + "\" ").collect(Collectors.joining());
        String borg = "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes borg ";
        String restic = "RESTIC_PASSWORD=bench restic -q -r $R/repo ";
        return Arrays.asList(
                ours(OURS, RUNNING),
                ours(STARTED, JUST_STARTED),
                ours(OWN_PROCESS, java),
                new FileTool(
                        "cp -r",
                        "cp",
                        "true",
                        "cp -r $D $R/one",
                        "cp -r $D $R/two",
                        "cp -r $D $R/three",
                        "cp -r $R/three/. $T",
                        "cp -r $R/three/. $T"),
                new FileTool(
                        "tar",
                        "tar",
                        "true",
                        "tar -cf $R/one.tar -C $D .",
                        "tar -cf $R/two.tar -C $D .",
                        "tar -cf $R/three.tar -C $D .",
                        "tar -xf $R/three.tar -C $T",
                        "tar -xf $R/three.tar -C $T"),
                new FileTool(
                        "rsync --link-dest",
                        "rsync",
                        "true",
                        "rsync -a $D/ $R/one",
                        "rsync -a --link-dest=$R/one $D/ $R/two",
                        "rsync -a --link-dest=$R/two $D/ $R/three",
                        "rsync -a --delete $R/three/ $T",
                        "rsync -a --delete $R/three/ $T"),
                new FileTool(
                        "restic",
                        "restic",
                        restic + "init",
                        "cd $D && " + restic + "backup .",
                        "cd $D && " + restic + "backup .",
                        "cd $D && " + restic + "backup .",
                        restic + "restore latest --target $T",
                        restic + "restore latest --target $T"),
                new FileTool(
                        "borg",
                        "borg",
                        borg + "init -e none $R/repo",
                        "cd $D && " + borg + "create $R/repo::one .",
                        "cd $D && " + borg + "create $R/repo::two .",
                        "cd $D && " + borg + "create $R/repo::three .",
                        "cd $T && " + borg + "extract $R/repo::three",
                        "cd $T && " + borg + "extract $R/repo::three"));
    }

    private static FileTool ours(String name, String caller) {
        return new FileTool(
                name,
                ALWAYS_INSTALLED,
                "mkdir $R/snapshots",
                caller + "backup $R $D one",
                caller + "backup $R $D two",
                caller + "backup $R $D three",
                caller + "restore $R $T three",
                caller + "restore $R $T four");
    }

    String name() {
        return name;
    }

    /** Returns the program that must be installed. */
    String program() {
        return program;
    }

    /** Returns the command that prepares the directory of its backups. */
    String prepare() {
        return prepare;
    }

    String command(Work work) {
        return commands.get(work);
    }

    /** Tells whether this is the plugin, in any of its forms. */
    boolean isOurs() {
        return program.equals(ALWAYS_INSTALLED);
    }
}

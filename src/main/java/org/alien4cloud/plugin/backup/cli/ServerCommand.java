package org.alien4cloud.plugin.backup.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.Operation;
import picocli.CommandLine.ParentCommand;

/** Runs a command on the data of a server: opens the session and closes it at the end. */
abstract class ServerCommand implements Callable<Integer> {

    /** The heading of the examples in the help of each command. */
    static final String EXAMPLES = "%nExamples, run where config/alien4cloud-config.yml is (elsewhere, add -c):%n";

    @ParentCommand
    private BackupCommandLine program;

    private Session session;

    @Override
    public final Integer call() throws Exception {
        try (Session opened = new Session(program.options(), ignoresPort())) {
            session = opened;
            opened.context().properties().problems().forEach(program.output()::note);
            return run(opened, program.output());
        }
    }

    /**
     * Runs the command.
     *
     * @return the exit code
     */
    abstract int run(Session server, Output output) throws Exception;

    /** Tells whether another program is known to use Alien4Cloud's port. */
    boolean ignoresPort() {
        return false;
    }

    BackupCommandLine program() {
        return program;
    }

    /**
     * Starts an operation and follows it to its end.
     *
     * @return the exit code
     */
    final int follow(Supplier<Operation> start) {
        return new OperationWatch(session, program.output(), program.interruption()).run(start);
    }
}

package org.alien4cloud.plugin.backup.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.Operation;
import picocli.CommandLine.ParentCommand;

/** A command on the data of a server. */
abstract class ServerCommand implements Callable<Integer> {

    /** What stands before the examples of each. */
    static final String EXAMPLES = "%nExamples, where config/alien4cloud-config.yml is (else with -c):%n";

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

    /** @return the exit code */
    abstract int run(Session server, Output output) throws Exception;

    /** Whether what answers at Alien4Cloud's port is known to be something else. */
    boolean ignoresPort() {
        return false;
    }

    BackupCommandLine program() {
        return program;
    }

    /** Starts an operation and follows it to its end. @return the exit code */
    final int follow(Supplier<Operation> start) {
        return new OperationWatch(session, program.output(), program.interruption()).run(start);
    }
}

package org.alien4cloud.plugin.backup.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Properties;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.ElasticsearchException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the program {@code alien4cloud-backup}: parses the arguments, calls a command, and returns its exit code. */
@Command(
        name = "alien4cloud-backup",
        versionProvider = BackupCommandLine.Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        description = {
            "Backs up an Alien4Cloud server: its Elasticsearch documents and its data directories. Restores a server while it is stopped.",
            ""
        },
        subcommands = {
            BackupCommand.class,
            ListCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            ImpactCommand.class,
            RestoreCommand.class,
            RecoverCommand.class,
            DeleteCommand.class,
            PruneCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            ImportScriptsCommand.class,
            CopyCommand.class,
            HealthCommand.class,
            AutoComplete.GenerateCompletion.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "    Restore a server that no longer starts:",
            "    cd /opt/alien4cloud",
            "    alien4cloud-backup list",
            "    alien4cloud-backup restore 2026-11-24_02-00-00",
            "    Finish or undo a restore that was interrupted:",
            "    alien4cloud-backup recover",
            "",
            "Exit codes: 0 done, 1 failed and nothing changed, 2 wrong usage, 3 failed and rolled back, 4 a check failed, 5 busy."
        })
public final class BackupCommandLine implements Runnable {

    @Mixin
    private GlobalOptions options;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;
    private final InterruptHandler interruption = new InterruptHandler();

    BackupCommandLine(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        BackupCommandLine program = new BackupCommandLine(System.out, System.err);
        program.interruption.install();
        int exitCode = program.execute(arguments);
        System.out.flush();
        System.err.flush();
        program.interruption.ended(exitCode);
        System.exit(exitCode);
    }

    int execute(String... arguments) {
        CommandLine commandLine = new CommandLine(this);
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((failure, given) -> usage(failure));
        commandLine.setExecutionExceptionHandler((failure, command, result) -> failed(failure));
        return commandLine.execute(arguments);
    }

    private int usage(ParameterException failure) {
        output().failure(
                        failure.getMessage() + " See 'alien4cloud-backup help"
                                + (failure.getCommandLine().getParent() == null
                                        ? ""
                                        : ' ' + failure.getCommandLine().getCommandName())
                                + "'.",
                        ExitCode.USAGE);
        return ExitCode.USAGE;
    }

    private int failed(Exception failure) {
        int exitCode =
                failure instanceof BackupException ? ExitCode.of(((BackupException) failure).kind()) : ExitCode.FAILED;
        if (failure instanceof BackupException) {
            output().failure(failure.getMessage(), exitCode);
        } else if (failure instanceof ElasticsearchException) {
            output().failure("Elasticsearch reported an error: " + failure.getMessage() + ".", exitCode);
        } else {
            output().failure(
                            "Unexpected failure: " + failure
                                    + (options.debug ? "." : ". Run it again with --debug for details."),
                            exitCode);
        }
        if (options.debug) {
            failure.printStackTrace(err);
        }
        return exitCode;
    }

    /** Reports that the command is missing. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command is given.");
    }

    GlobalOptions options() {
        return options;
    }

    Output output() {
        return new Output(out, err, options);
    }

    PrintStream out() {
        return out;
    }

    InterruptHandler interruption() {
        return interruption;
    }

    /** Prints the version of the build. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            build.load(Version.class.getResourceAsStream("version.properties"));
            return new String[] {
                "alien4cloud-backup " + build.getProperty("version"), "Java " + System.getProperty("java.version")
            };
        }
    }
}

package org.alien4cloud.plugin.backup.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;

/** Follows an operation to its end: prints its log and progress, and cancels it on Ctrl-C. */
final class OperationWatch {

    private static final long POLL_MILLIS = 100;
    /** The beginning of each line of a log. */
    private static final Pattern TIME = Pattern.compile("^\\S+ (\\d\\d:\\d\\d:\\d\\d)\\S* ");
    /** The last line of a log. It is not printed, since the result follows. */
    private static final Pattern END = Pattern.compile("^\\S+ \\S+ (Done in |[A-Z_]+: )");

    private final Session session;
    private final Output output;
    private final InterruptHandler interruption;

    OperationWatch(Session session, Output output, InterruptHandler interruption) {
        this.session = session;
        this.output = output;
        this.interruption = interruption;
    }

    /**
     * Starts an operation and waits for its end.
     *
     * @return the exit code
     */
    int run(Supplier<Operation> start) {
        Operation operation = start.get();
        String id = operation.id();
        ProgressBar bar = output.progressBar();
        interruption.onCancel(() -> cancel(id));
        int told = 0;
        while (true) {
            boolean over = !session.runner().current().isPresent();
            told = tell(id, told, bar);
            if (over) {
                break;
            }
            session.runner().current().ifPresent(bar::draw);
            pause();
        }
        bar.clear();
        interruption.onCancel(null);
        return conclude(
                session.store().find(id).orElseThrow(() -> new IllegalStateException("No record of operation " + id)));
    }

    private int tell(String id, int told, ProgressBar bar) {
        List<String> lines = session.store().log(id, told);
        if (!lines.isEmpty()) {
            bar.clear();
            lines.stream()
                    .filter(line -> !END.matcher(line).find())
                    .forEach(line -> output.note(TIME.matcher(line).replaceFirst("$1 ")));
        }
        return told + lines.size();
    }

    private void cancel(String id) {
        try {
            session.runner().cancel(id);
            output.note("Cancelling. Waiting until everything is put back.");
        } catch (BackupException e) {
            output.note(e.getMessage() + " Waiting for it to end.");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int conclude(Operation operation) {
        int exitCode = exitCode(operation);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("operation", operation);
        document.put("exitCode", exitCode);
        output.document(document);
        if (!output.isJson()) {
            String seconds = Output.duration(Math.round((operation.endedAt() - operation.startedAt()) / 1000.0));
            String what = operation.kind().name().toLowerCase(Locale.ROOT)
                    + (operation.backup() == null ? "" : " of " + operation.backup());
            if (exitCode == ExitCode.DONE) {
                output.line(output.green("Done") + ": " + what + ", in " + seconds + '.');
            } else {
                output.failure(
                        what + ' ' + state(operation) + " after " + seconds + ". "
                                + (operation.error() == null ? "" : operation.error()),
                        exitCode);
            }
        }
        return exitCode;
    }

    private static String state(Operation operation) {
        switch (operation.state()) {
            case CANCELLED:
                return "was cancelled";
            case ROLLED_BACK:
                return "failed, and everything was put back,";
            default:
                return "failed";
        }
    }

    private int exitCode(Operation operation) {
        if (operation.state() == OperationState.SUCCEEDED) {
            return ExitCode.DONE;
        }
        if (operation.state() == OperationState.ROLLED_BACK) {
            return ExitCode.ROLLED_BACK;
        }
        Optional<BackupException.Kind> kind = session.runner().lastFailure();
        return operation.state() == OperationState.FAILED
                        && kind.isPresent()
                        && ExitCode.of(kind.get()) != ExitCode.USAGE
                ? ExitCode.of(kind.get())
                : ExitCode.FAILED;
    }
}

package org.alien4cloud.plugin.backup.service.restore;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/**
 * Decides whether a restore may continue in spite of its warnings: because a user has acknowledged them in the report
 * of a dry run, or forces the restore.
 */
final class Acknowledgement {

    /** The ids of the acknowledged warnings; null for all that are in the report. */
    private final Set<String> warnings;
    /** The digest of the report; null if the user names none. */
    private final String digest;

    private final boolean force;

    private Acknowledgement(Set<String> warnings, String digest, boolean force) {
        this.warnings = warnings;
        this.digest = digest;
        this.force = force;
    }

    /**
     * Acknowledges some warnings of a report.
     *
     * @param warnings their ids; may be null
     * @param digest of the report; null if nothing is acknowledged
     * @param force whether no warning stops the restore
     * @throws InvalidInputException if warnings are acknowledged without the digest of their report
     */
    static Acknowledgement of(Collection<String> warnings, String digest, boolean force) {
        Set<String> ids = warnings == null ? Collections.emptySet() : new HashSet<>(warnings);
        if (!ids.isEmpty() && digest == null && !force) {
            throw new InvalidInputException(
                    "'acknowledge' without 'impactDigest' does not say which report was read. Also send the 'digest' of the dry run"
                            + " (GET .../impact) as 'impactDigest'.");
        }
        return new Acknowledgement(ids, digest, force);
    }

    /**
     * Acknowledges all warnings of a report.
     *
     * @param digest of the report; null if nothing is acknowledged
     */
    static Acknowledgement ofReport(String digest, boolean force) {
        return new Acknowledgement(digest == null ? Collections.emptySet() : null, digest, force);
    }

    /**
     * Checks that no warning stops a restore.
     *
     * @param found the warnings of what the restore is about to do
     * @param now the digest that a report of it would have
     * @throws BackupException (PRECONDITION) if the acknowledged report has another digest, or naming the warnings that
     *     stop the restore
     */
    void require(List<ImpactWarning> found, String now) {
        boolean asReported = digest == null || digest.equals(now);
        List<ImpactWarning> stopping = found.stream()
                .filter(ImpactWarning::blocking)
                .filter(warning -> !asReported || !isAcknowledged(warning))
                .collect(Collectors.toList());
        if (force || asReported && stopping.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder();
        if (!asReported) {
            message.append("The restore differs from the report with the digest ")
                    .append(digest)
                    .append(": other options were chosen, or something has changed on this server since. ");
        }
        stopping.forEach(warning -> message.append(warning.message())
                .append(' ')
                .append(warning.consequence())
                .append(' '));
        message.append("Nothing was changed. Read the report of a new dry run. To restore nevertheless, send ");
        if (!stopping.isEmpty()) {
            message.append(stopping.stream()
                    .map(warning -> '"' + warning.id() + '"')
                    .collect(Collectors.joining(", ", "\"acknowledge\": [", "] and ")));
        }
        throw new BackupException(
                Kind.PRECONDITION,
                message + "\"impactDigest\": \"" + now + "\", or \"force\": true; on the command line say"
                        + " --acknowledge " + now + " or --force.");
    }

    /**
     * Checks again once Alien4Cloud is at rest. What Alien4Cloud writes on its way there changes the digest of the
     * report. So only new warnings that stop a restore count.
     *
     * @param accepted the warnings that the restore continued with
     * @param found the warnings of what it is about to do now
     * @throws BackupException (PRECONDITION) naming the new warnings
     */
    void requireNothingNew(List<ImpactWarning> accepted, List<ImpactWarning> found) {
        Set<String> known = accepted.stream().map(ImpactWarning::message).collect(Collectors.toSet());
        List<ImpactWarning> stopping = found.stream()
                .filter(warning -> warning.blocking() && !known.contains(warning.message()))
                .collect(Collectors.toList());
        if (!force && !stopping.isEmpty()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The server has changed while the restore was prepared: "
                            + stopping.stream()
                                    .map(warning -> warning.message() + ' ' + warning.consequence())
                                    .collect(Collectors.joining(" "))
                            + " Nothing was changed. Read the report of a new dry run, and start the restore again.");
        }
    }

    private boolean isAcknowledged(ImpactWarning warning) {
        return warnings == null || warnings.contains(warning.id());
    }
}

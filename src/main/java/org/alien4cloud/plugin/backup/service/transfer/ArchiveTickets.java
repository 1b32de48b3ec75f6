package org.alien4cloud.plugin.backup.service.transfer;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Passphrase;

/**
 * Hold the passphrases of downloads that are about to begin: a browser downloads by an address, and addresses are
 * logged. A ticket is good for one download of one backup by one user, within a minute.
 */
public class ArchiveTickets {

    private static final Duration VALID = Duration.ofMinutes(1);
    private static final int MOST = 100;
    private static final int ID_BYTES = 16;

    private static final class Ticket {

        private final BackupName backup;
        private final String user;
        private final Passphrase passphrase;
        private final Instant until;

        private Ticket(BackupName backup, String user, Passphrase passphrase, Instant until) {
            this.backup = backup;
            this.user = user;
            this.passphrase = passphrase;
            this.until = until;
        }
    }

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    public ArchiveTickets(Clock clock) {
        this.clock = clock;
    }

    /** @return the ticket: 32 hex digits */
    public synchronized String issue(BackupName backup, String user, Passphrase passphrase) {
        Instant now = clock.instant();
        tickets.values().removeIf(ticket -> now.isAfter(ticket.until));
        if (tickets.size() >= MOST) {
            tickets.remove(tickets.keySet().iterator().next());
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        tickets.put(Digests.hex(id), new Ticket(backup, user, passphrase, now.plus(VALID)));
        return Digests.hex(id);
    }

    /**
     * Takes a ticket: it is not good for another time.
     *
     * @throws BackupException (NOT_FOUND) if it is none, of another backup or user, was used, or is too old
     */
    public synchronized Passphrase redeem(String id, BackupName backup, String user) {
        return requireGood(tickets.remove(id), backup, user).passphrase;
    }

    /**
     * Looks at a ticket, which stays good.
     *
     * @throws BackupException as {@link #redeem}
     */
    public synchronized void requireGood(String id, BackupName backup, String user) {
        requireGood(tickets.get(id), backup, user);
    }

    private Ticket requireGood(Ticket ticket, BackupName backup, String user) {
        if (ticket == null
                || !ticket.backup.equals(backup)
                || !ticket.user.equals(user)
                || clock.instant().isAfter(ticket.until)) {
            throw new BackupException(
                    Kind.NOT_FOUND, "This download was begun already, or not within a minute. Begin it again.");
        }
        return ticket;
    }
}

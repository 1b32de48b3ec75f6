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
 * Issues tickets for downloads, so that no passphrase is in the address: a browser downloads by an address, and
 * addresses are logged. A ticket is valid for one download of one backup by one user, within a minute.
 */
public class ArchiveTickets {

    private static final Duration VALID = Duration.ofMinutes(1);
    private static final int MAX_TICKETS = 100;
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

    /**
     * Issues a ticket.
     *
     * @return 32 hex digits
     */
    public synchronized String issue(BackupName backup, String user, Passphrase passphrase) {
        Instant now = clock.instant();
        tickets.values().removeIf(ticket -> now.isAfter(ticket.until));
        if (tickets.size() >= MAX_TICKETS) {
            tickets.remove(tickets.keySet().iterator().next());
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        tickets.put(Digests.hex(id), new Ticket(backup, user, passphrase, now.plus(VALID)));
        return Digests.hex(id);
    }

    /**
     * Redeems a ticket, which is not valid a second time.
     *
     * @throws BackupException (NOT_FOUND) if there is no such ticket, or it is of another backup or user, used or
     *     expired
     */
    public synchronized Passphrase redeem(String id, BackupName backup, String user) {
        return requireValid(tickets.remove(id), backup, user).passphrase;
    }

    /**
     * Checks a ticket, which stays valid.
     *
     * @throws BackupException as {@link #redeem}
     */
    public synchronized void requireValid(String id, BackupName backup, String user) {
        requireValid(tickets.get(id), backup, user);
    }

    private Ticket requireValid(Ticket ticket, BackupName backup, String user) {
        if (ticket == null
                || !ticket.backup.equals(backup)
                || !ticket.user.equals(user)
                || clock.instant().isAfter(ticket.until)) {
            throw new BackupException(
                    Kind.NOT_FOUND,
                    "This download was already started, or its ticket has expired. Start the download again.");
        }
        return ticket;
    }
}

package org.alien4cloud.plugin.backup.service.transfer;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.junit.Test;

public class ArchiveTicketsTest {

    private static final BackupName ONE = BackupName.of("one");
    private static final Passphrase PASSPHRASE = Passphrase.of("correct horse");

    private Instant now = Instant.EPOCH;
    private final ArchiveTickets tickets = new ArchiveTickets(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    });

    @Test
    public void isValidForOneDownload() {
        String ticket = tickets.issue(ONE, "ann", PASSPHRASE);
        assertEquals(32, ticket.length());
        assertEquals(PASSPHRASE, tickets.redeem(ticket, ONE, "ann"));
        assertThrows(BackupException.class, () -> tickets.redeem(ticket, ONE, "ann"));
    }

    @Test
    public void isValidForNothingElse() {
        assertThrows(
                BackupException.class,
                () -> tickets.redeem(tickets.issue(ONE, "ann", PASSPHRASE), BackupName.of("two"), "ann"));
        assertThrows(BackupException.class, () -> tickets.redeem(tickets.issue(ONE, "ann", PASSPHRASE), ONE, "bob"));
        assertThrows(BackupException.class, () -> tickets.redeem("", ONE, "ann"));
        String late = tickets.issue(ONE, "ann", PASSPHRASE);
        now = now.plus(Duration.ofSeconds(61));
        assertThrows(BackupException.class, () -> tickets.redeem(late, ONE, "ann"));
    }

    @Test
    public void limitsTheNumberOfTickets() {
        String first = tickets.issue(ONE, "ann", PASSPHRASE);
        String last = first;
        for (int i = 0; i < 100; i++) {
            last = tickets.issue(ONE, "ann", PASSPHRASE);
        }
        assertThrows(BackupException.class, () -> tickets.redeem(first, ONE, "ann"));
        assertEquals(PASSPHRASE, tickets.redeem(last, ONE, "ann"));
    }
}

package org.alien4cloud.plugin.backup.rest;

import io.swagger.annotations.ApiOperation;
import javax.servlet.http.HttpServletResponse;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.service.monitor.OperationService;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveTickets;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers HEAD on every path that answers GET, without the work of the GET. It only checks that the backup, operation
 * or upload exists, and sets the content type. Without it, Spring would run the whole GET, such as an export, and
 * discard the result.
 */
@RestController
@RequestMapping({"/rest", "/rest/v1", "/rest/latest"})
public class HeadController extends BaseController {

    private static final String NOTES = "Not a call of its own.";

    private final ArchiveService archives;
    private final ArchiveTickets tickets;
    private final OperationService operations;

    public HeadController(ArchiveService archives, ArchiveTickets tickets, OperationService operations) {
        this.archives = archives;
        this.tickets = tickets;
        this.operations = operations;
    }

    @ApiOperation(value = NOTES, hidden = true)
    @RequestMapping(
            value = {
                "/backups",
                "/backups/health",
                "/backups/settings",
                "/backups/settings/defaults",
                "/backups/operations",
                "/backups/operations/last-restore",
                "/maintenance/backup-operation"
            },
            method = RequestMethod.HEAD)
    @PreAuthorize("hasAuthority('ADMIN')")
    public void always(HttpServletResponse response) {
        json(response);
    }

    /** @throws BackupException (NOT_FOUND) if there is no such backup, (CHECK_FAILED) if its manifest is damaged */
    @ApiOperation(value = NOTES, hidden = true)
    @RequestMapping(
            value = {
                "/backups/{name:.+}",
                "/backups/{name:.+}/impact",
                "/backups/{name:.+}/files",
                "/backups/{name:.+}/log"
            },
            method = RequestMethod.HEAD)
    @PreAuthorize("hasAuthority('ADMIN')")
    public void backup(@PathVariable String name, HttpServletResponse response) {
        archives.requireExisting(BackupName.of(name));
        json(response);
    }

    /**
     * @throws BackupException (NOT_FOUND) if there is no such backup, or the ticket is not valid; a valid ticket stays
     *     valid for the download
     */
    @ApiOperation(value = NOTES, hidden = true)
    @RequestMapping(value = "/backups/{name:.+}/archive", method = RequestMethod.HEAD)
    @PreAuthorize("hasAuthority('ADMIN')")
    public void archive(
            @PathVariable String name, @RequestParam(required = false) String ticket, HttpServletResponse response) {
        BackupName backup = BackupName.of(name);
        archives.requireExisting(backup);
        if (ticket != null) {
            tickets.requireValid(ticket, backup, user());
        }
        ArchiveController.announce(response, backup, ticket != null);
    }

    /** @throws BackupException (NOT_FOUND) if there is no such operation */
    @ApiOperation(value = NOTES, hidden = true)
    @RequestMapping(
            value = {"/backups/operations/{id:.+}", "/backups/operations/{id:.+}/log"},
            method = RequestMethod.HEAD)
    @PreAuthorize("hasAuthority('ADMIN')")
    public void operation(@PathVariable String id, HttpServletResponse response) {
        operations.get(id);
        json(response);
    }

    /** @throws BackupException (NOT_FOUND) if there is no such upload */
    @ApiOperation(value = NOTES, hidden = true)
    @RequestMapping(value = "/backups/uploads/{id:.+}", method = RequestMethod.HEAD)
    @PreAuthorize("hasAuthority('ADMIN')")
    public void upload(@PathVariable String id, HttpServletResponse response) {
        archives.uploaded(id);
        json(response);
    }

    private static void json(HttpServletResponse response) {
        response.setContentType(MediaType.APPLICATION_JSON_UTF8_VALUE);
    }
}

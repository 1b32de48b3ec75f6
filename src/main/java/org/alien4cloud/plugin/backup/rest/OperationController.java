package org.alien4cloud.plugin.backup.rest;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import java.util.List;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.service.monitor.OperationService;
import org.alien4cloud.plugin.backup.service.restore.LastRestore;
import org.alien4cloud.plugin.backup.service.restore.RestoreHistory;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists, shows and cancels operations. The running operation can also be read below /maintenance, which Alien4Cloud
 * does not block in maintenance mode.
 */
@RestController
@Api(
        value = "Backup operations",
        description = "Running and past backups and restores.",
        authorizations = {@Authorization("ADMIN")})
public class OperationController extends BaseController {

    private final OperationService operations;
    private final RestoreHistory restores;

    public OperationController(OperationService operations, RestoreHistory restores) {
        this.operations = operations;
        this.restores = restores;
    }

    @ApiOperation(value = "Lists the operations, the newest first.", notes = "Role required [ ADMIN ]")
    @RequestMapping(
            value = {"/rest/backups/operations", "/rest/v1/backups/operations", "/rest/latest/backups/operations"},
            method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Page<Operation>> list(
            @RequestParam(required = false) String from, @RequestParam(required = false) String size) {
        return ok(Page.of(operations.list(), from, size));
    }

    @ApiOperation(value = "Shows an operation.", notes = "Role required [ ADMIN ]")
    @RequestMapping(
            value = {
                "/rest/backups/operations/{id:.+}",
                "/rest/v1/backups/operations/{id:.+}",
                "/rest/latest/backups/operations/{id:.+}"
            },
            method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Operation> show(@PathVariable String id) {
        return ok(operations.get(id));
    }

    @ApiOperation(
            value =
                    "Shows the last successful restore, even if other operations followed, and the safety backup that undoes it.",
            notes = "'data' is null if there is no restore that can be undone. Role required [ ADMIN ]")
    @RequestMapping(
            value = {
                "/rest/backups/operations/last-restore",
                "/rest/v1/backups/operations/last-restore",
                "/rest/latest/backups/operations/last-restore"
            },
            method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<LastRestore> lastRestore() {
        return ok(restores.last().orElse(null));
    }

    @ApiOperation(
            value = "Shows the log of an operation, starting at the given line.",
            notes = "Role required [ ADMIN ]")
    @RequestMapping(
            value = {
                "/rest/backups/operations/{id:.+}/log",
                "/rest/v1/backups/operations/{id:.+}/log",
                "/rest/latest/backups/operations/{id:.+}/log"
            },
            method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<List<String>> log(@PathVariable String id, @RequestParam(required = false) String from) {
        return ok(operations.log(id, Page.number("from", from, 0, Integer.MAX_VALUE)));
    }

    @ApiOperation(value = "Asks a running operation to stop at its next safe point.", notes = "Role required [ ADMIN ]")
    @RequestMapping(
            value = {
                "/rest/backups/operations/{id:.+}",
                "/rest/v1/backups/operations/{id:.+}",
                "/rest/latest/backups/operations/{id:.+}"
            },
            method = RequestMethod.DELETE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> cancel(@PathVariable String id) {
        return ok(operations.cancel(id));
    }

    @ApiOperation(
            value = "Shows the running operation, or the last one if none is running. Answers in maintenance mode too.",
            notes = "Role required [ ADMIN ]")
    @RequestMapping(
            value = {
                "/rest/maintenance/backup-operation",
                "/rest/v1/maintenance/backup-operation",
                "/rest/latest/maintenance/backup-operation"
            },
            method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Operation> current() {
        return ok(operations.latest());
    }
}

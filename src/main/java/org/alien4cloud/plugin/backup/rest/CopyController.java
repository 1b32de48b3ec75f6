package org.alien4cloud.plugin.backup.rest;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Updates the second copy of the backup directory. */
@RestController
@RequestMapping({"/rest/backups/copy", "/rest/v1/backups/copy", "/rest/latest/backups/copy"})
@Api(
        value = "Backups",
        description = "The second copy.",
        authorizations = {@Authorization("ADMIN")})
public class CopyController extends BaseController {

    private final BackupCopyService copy;

    public CopyController(BackupCopyService copy) {
        this.copy = copy;
    }

    @ApiOperation(
            value = "Brings the second copy of the backup directory up to date.",
            notes = "This happens automatically after each backup. Role required [ ADMIN ]")
    @RequestMapping(method = RequestMethod.POST)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> start() {
        return ok(copy.start(user()));
    }
}

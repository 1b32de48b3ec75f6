package org.alien4cloud.plugin.backup.rest;

import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport;
import org.alien4cloud.plugin.backup.service.monitor.HealthService;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Reports whether backups can be made and restored, and what to do if not. */
@RestController
@Api(
        value = "Backup health",
        description = "Checks whether this server is ready for its next backup.",
        authorizations = {@Authorization("ADMIN")})
public class HealthController extends BaseController {

    private final HealthService health;

    public HealthController(HealthService health) {
        this.health = health;
    }

    @ApiOperation(
            value = "Checks everything that the next backup needs. Changes nothing.",
            notes = "Role required [ ADMIN ]")
    @RequestMapping(
            value = {"/rest/backups/health", "/rest/v1/backups/health", "/rest/latest/backups/health"},
            method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<HealthReport> show() {
        return ok(health.check());
    }
}

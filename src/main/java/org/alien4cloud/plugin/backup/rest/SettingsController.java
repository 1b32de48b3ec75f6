package org.alien4cloud.plugin.backup.rest;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiImplicitParam;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.plugin.backup.service.Settings;
import org.alien4cloud.plugin.backup.service.SettingsService;
import org.alien4cloud.plugin.backup.service.SettingsService.Preview;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** When backups are made by themselves, which of them are kept, and who is told. */
@RestController
@RequestMapping({"/rest/backups/settings", "/rest/v1/backups/settings", "/rest/latest/backups/settings"})
@Api(value = "Backups", description = "Schedule, retention and notification.", authorizations = {@Authorization("ADMIN")})
public class SettingsController extends ApiController {

    private final SettingsService settings;

    public SettingsController(SettingsService settings) {
        this.settings = settings;
    }

    @ApiOperation(value = "Shows the settings; of the notification's secret only whether there is one.", notes = "Role required [ ADMIN ]")
    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Settings> show() {
        return ok(settings.get());
    }

    @ApiOperation(value = "Sets all settings.", notes = "What is missing is set to its default, but for the notification's secret, which stays; an empty one "
            + "removes it. Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "Settings")
    @RequestMapping(method = RequestMethod.PUT, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    // Alien4Cloud hides fields of the outermost object only
    @Audit(bodyHiddenFields = "notification")
    public RestResponse<Settings> set(HttpServletRequest request) {
        return ok(settings.set(JsonBody.read(request, Settings.class)));
    }

    @ApiOperation(value = "Tells when the next backups would be made, and which ones would be deleted now; changes nothing.",
            notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "Settings")
    @RequestMapping(value = "/preview", method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Preview> preview(HttpServletRequest request) {
        return ok(settings.preview(JsonBody.read(request, Settings.class)));
    }
}

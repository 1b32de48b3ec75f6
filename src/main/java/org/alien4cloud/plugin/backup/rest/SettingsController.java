package org.alien4cloud.plugin.backup.rest;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiImplicitParam;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.policy.SettingsService.Preview;
import org.alien4cloud.plugin.backup.service.policy.StoredSettings;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Shows and changes the settings: schedule, retention, notification and verification. */
@RestController
@RequestMapping({"/rest/backups/settings", "/rest/v1/backups/settings", "/rest/latest/backups/settings"})
@Api(
        value = "Backups",
        description = "Schedule, retention and notification.",
        authorizations = {@Authorization("ADMIN")})
public class SettingsController extends BaseController {

    private final SettingsService settings;

    public SettingsController(SettingsService settings) {
        this.settings = settings;
    }

    @ApiOperation(
            value = "Shows the settings. Does not show the notification's secret, only whether there is one.",
            notes = "Role required [ ADMIN ]")
    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<StoredSettings> show() {
        return ok(settings.stored());
    }

    @ApiOperation(
            value = "Shows the default settings, as a starting point if the stored ones are damaged.",
            notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/defaults", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<StoredSettings> defaults() {
        return ok(settings.defaults());
    }

    @ApiOperation(
            value = "Replaces all settings.",
            notes =
                    "Send every field that GET shows, including 'version'. The answer is 409 if the settings were changed in between. A notification's 'secret' that is left out does not change; 'removeSecret': true removes it. An answer 400 lists each wrong field in 'data'. Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "Settings")
    @RequestMapping(method = RequestMethod.PUT, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    // Alien4Cloud hides fields of the outermost object only
    @Audit(bodyHiddenFields = "notification")
    public RestResponse<StoredSettings> set(HttpServletRequest request) {
        SettingsRequest wanted = SettingsRequest.read(request);
        return ok(settings.replace(wanted.settings(), wanted.version(), wanted.removesSecret()));
    }

    @ApiOperation(
            value =
                    "Shows when these settings would start the next backups, and which backups would be deleted after the first of them. Changes nothing.",
            notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "Settings")
    @RequestMapping(value = "/preview", method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Preview> preview(HttpServletRequest request) {
        return ok(settings.preview(SettingsRequest.read(request).settings()));
    }
}

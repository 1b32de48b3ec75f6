package org.alien4cloud.plugin.backup.rest;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiImplicitParam;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.ImpactReport;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.service.capture.BackupService;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.capture.UpdateBackupRequest;
import org.alien4cloud.plugin.backup.service.restore.ImpactService;
import org.alien4cloud.plugin.backup.service.restore.LastRestore;
import org.alien4cloud.plugin.backup.service.restore.RestoreHistory;
import org.alien4cloud.plugin.backup.service.restore.RestoreRequest;
import org.alien4cloud.plugin.backup.service.restore.RestoreScope;
import org.alien4cloud.plugin.backup.service.restore.RestoreService;
import org.alien4cloud.plugin.backup.service.verify.VerifyRequest;
import org.alien4cloud.plugin.backup.service.verify.VerifyService;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Creates, lists, shows, verifies, restores and deletes backups over REST. */
@RestController
@RequestMapping({"/rest/backups", "/rest/v1/backups", "/rest/latest/backups"})
@Api(
        value = "Backups",
        description = "Backs up and restores this server.",
        authorizations = {@Authorization("ADMIN")})
public class BackupController extends BaseController {

    private final BackupService backups;
    private final RestoreService restores;
    private final ImpactService impacts;
    private final VerifyService verifications;
    private final RestoreHistory history;

    public BackupController(
            BackupService backups,
            RestoreService restores,
            ImpactService impacts,
            VerifyService verifications,
            RestoreHistory history) {
        this.history = history;
        this.impacts = impacts;
        this.backups = backups;
        this.restores = restores;
        this.verifications = verifications;
    }

    @ApiOperation(value = "Lists the backups, the newest first.", notes = "Role required [ ADMIN ]")
    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Page<BackupSummary>> list(
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String size,
            @RequestParam(required = false) String query) {
        Optional<LastRestore> restored = history.last();
        return ok(Page.of(backups.list(query), from, size)
                .map(manifest -> new BackupSummary(
                        manifest,
                        backups.note(manifest),
                        backups.inventory(manifest),
                        last(manifest),
                        restored.map(restore -> restore.undoneBy(manifest.name()))
                                .orElse(null))));
    }

    @ApiOperation(
            value = "Starts a backup. The server stays available while it runs.",
            notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "CreateBackupRequest")
    @RequestMapping(method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> create(HttpServletRequest request) {
        return ok(backups.create(JsonRequestReader.read(request, CreateBackupRequest.class), user()));
    }

    private Verification last(Manifest manifest) {
        return verifications.last(manifest.name()).orElse(null);
    }

    @ApiOperation(
            value = "Shows a backup: its manifest, and when it was verified last.",
            notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/{name:.+}", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<BackupDetails> show(@PathVariable String name) {
        return ok(details(backups.get(BackupName.of(name))));
    }

    private BackupDetails details(Manifest manifest) {
        return new BackupDetails(
                backups.described(manifest),
                backups.note(manifest).pinned(),
                backups.inventory(manifest),
                last(manifest));
    }

    @ApiOperation(
            value = "Changes the description of a backup, or pins it. The retention never deletes a pinned backup.",
            notes = "A field that is left out does not change. Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "UpdateBackupRequest")
    @RequestMapping(value = "/{name:.+}", method = RequestMethod.PATCH, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<BackupDetails> update(@PathVariable String name, HttpServletRequest request) {
        BackupName backup = BackupName.of(name);
        return ok(details(backups.amend(backup, JsonRequestReader.read(request, UpdateBackupRequest.class))));
    }

    @ApiOperation(value = "Deletes a backup and the stored data that only it uses.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/{name:.+}", method = RequestMethod.DELETE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> delete(@PathVariable String name) {
        return ok(backups.delete(BackupName.of(name), user()));
    }

    @ApiOperation(
            value = "Reports what a restore would change and its consequences. Changes nothing.",
            notes =
                    "Separate the entries of a list with commas. A newer dry run of the same user stops the older one, which then answers 409. Role required [ ADMIN ]")
    @RequestMapping(value = "/{name:.+}/impact", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<ImpactReport> impact(
            @PathVariable String name,
            @RequestParam(required = false) String directories,
            @RequestParam(required = false) String indices,
            @RequestParam(required = false) String auditTrail,
            @RequestParam(required = false) String safetyBackup,
            @RequestParam(required = false) String full,
            HttpServletRequest request) {
        requireKnown(request, "directories", "indices", "auditTrail", "safetyBackup", "full");
        RestoreRequest options = RestoreRequest.builder()
                .scope(new RestoreScope(list(directories), list(indices), isTrue("auditTrail", auditTrail, false)))
                .safetyBackup(isTrue("safetyBackup", safetyBackup, true))
                .full(isTrue("full", full, false))
                .build();
        return ok(impacts.report(BackupName.of(name), options, user()));
    }

    private static List<String> list(String names) {
        return names == null
                ? null
                : Arrays.stream(names.split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toList());
    }

    @ApiOperation(
            value = "Restores a backup into this server.",
            notes =
                    "The server is in maintenance mode for some seconds. If anything fails, the previous state is put back. Repeat the backup's name in 'confirm', and send the digest of the dry run in 'impactDigest'. Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "RestoreRequest")
    @RequestMapping(
            value = "/{name:.+}/restore",
            method = RequestMethod.POST,
            consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> restore(@PathVariable String name, HttpServletRequest request) {
        BackupName backup = BackupName.of(name);
        return ok(restores.restore(backup, JsonRequestReader.read(request, RestoreRequest.class), user()));
    }

    @ApiOperation(
            value = "Verifies a backup: reads all of its content and compares it with the recorded digests.",
            notes =
                    "The operation fails if the backup is damaged; its log lists everything that was found. Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "VerifyRequest")
    @RequestMapping(
            value = "/{name:.+}/verify",
            method = RequestMethod.POST,
            consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> verify(@PathVariable String name, HttpServletRequest request) {
        BackupName backup = BackupName.of(name);
        return ok(verifications.verify(backup, JsonRequestReader.read(request, VerifyRequest.class), user()));
    }
}

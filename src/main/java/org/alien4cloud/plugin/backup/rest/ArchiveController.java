package org.alien4cloud.plugin.backup.rest;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiImplicitParam;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveTickets;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.servlet.ServletFileUpload;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Downloads backups as archives, and imports an archive that is sent in one request. {@link UploadController} receives
 * archives in chunks.
 */
@RestController
@RequestMapping({"/rest/backups", "/rest/v1/backups", "/rest/latest/backups"})
@Api(
        value = "Backups",
        description = "Downloads and imports backups as archives.",
        authorizations = {@Authorization("ADMIN")})
public class ArchiveController extends BaseController {

    /** The body of a request that begins an encrypted download. */
    public static final class EncryptionRequest {

        private final Passphrase passphrase;

        /** @throws InvalidInputException if there is no passphrase */
        @JsonCreator
        public EncryptionRequest(@JsonProperty("passphrase") Passphrase passphrase) {
            this.passphrase = passphrase == null ? Passphrase.of(null) : passphrase;
        }
    }

    /** The ticket with which the client fetches an encrypted download. */
    public static final class Ticket {

        private final String id;

        Ticket(String id) {
            this.id = id;
        }

        public String getTicket() {
            return id;
        }
    }

    private static final String PASSPHRASE_HEADER = "X-Backup-Passphrase";

    private final ArchiveService archives;
    private final ArchiveTickets tickets;

    public ArchiveController(ArchiveService archives, ArchiveTickets tickets) {
        this.archives = archives;
        this.tickets = tickets;
    }

    @ApiOperation(
            value = "Downloads a backup as one archive.",
            notes =
                    "The archive holds password hashes and cloud credentials. POST to the same path to get a 'ticket' for an encrypted archive. The import recognises an incomplete archive. Role required [ ADMIN ]")
    @RequestMapping(value = "/{name:.+}/archive", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public void download(
            @PathVariable String name, @RequestParam(required = false) String ticket, HttpServletResponse response) {
        BackupName backup = BackupName.of(name);
        Passphrase passphrase = ticket == null ? null : tickets.redeem(ticket, backup, user());
        archives.export(backup, passphrase, user(), () -> {
            announce(response, backup, passphrase != null);
            return response.getOutputStream();
        });
    }

    /** Sets the headers of a download. */
    static void announce(HttpServletResponse response, BackupName backup, boolean encrypted) {
        response.setContentType(encrypted ? MediaType.APPLICATION_OCTET_STREAM_VALUE : "application/zip");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + ArchiveService.fileName(backup, encrypted) + '"');
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @ApiOperation(
            value = "Begins the download of a backup as an encrypted archive.",
            notes =
                    "Answers a ticket, so that the passphrase does not appear in the address. GET /archive?ticket=... within a minute; the ticket is valid once. Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "EncryptionRequest")
    @RequestMapping(
            value = "/{name:.+}/archive",
            method = RequestMethod.POST,
            consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit(bodyHiddenFields = "passphrase")
    public RestResponse<Ticket> encrypt(@PathVariable String name, HttpServletRequest request) {
        BackupName backup = BackupName.of(name);
        Passphrase passphrase = JsonRequestReader.read(request, EncryptionRequest.class).passphrase;
        archives.requireExisting(backup);
        return ok(new Ticket(tickets.issue(backup, user(), passphrase)));
    }

    @ApiOperation(
            value = "Imports the archive of a backup.",
            notes =
                    "Send a multipart form with one file. The backup is listed only after the whole archive was checked. For an encrypted archive, send the passphrase in the header X-Backup-Passphrase, percent-encoded as UTF-8. Role required [ ADMIN ]")
    @RequestMapping(value = "/archive", method = RequestMethod.POST, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> upload(HttpServletRequest request, @RequestParam(required = false) String name)
            throws IOException {
        if (request.getHeader("A4C-Agent") == null && request.getHeader("X-Requested-With") == null) {
            throw new InvalidInputException(
                    "Send the header X-Requested-With with any value. It proves that no page of another site sends the request.");
        }
        BackupName wanted = name == null ? null : BackupName.of(name);
        Passphrase passphrase = passphrase(request.getHeader(PASSPHRASE_HEADER));
        String id = archives.beginUploadOfAtMost(Math.max(0, request.getContentLengthLong()));
        boolean started = false;
        try (InputStream file = fileIn(request)) {
            archives.append(id, 0, file);
            Operation operation = archives.startImport(id, wanted, passphrase, user());
            started = true;
            return ok(operation);
        } finally {
            if (!started) {
                archives.removeUpload(id);
            }
        }
    }

    /** Decodes the passphrase header. It is percent-encoded, since headers cannot carry all characters. */
    private static Passphrase passphrase(String header) throws IOException {
        if (header == null) {
            return null;
        }
        try {
            return Passphrase.of(URLDecoder.decode(header, StandardCharsets.UTF_8.name()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "The header " + PASSPHRASE_HEADER + " is not percent-encoded. Write a percent sign as %25.");
        }
    }

    private static InputStream fileIn(HttpServletRequest request) throws IOException {
        try {
            FileItemIterator items = new ServletFileUpload().getItemIterator(request);
            while (items.hasNext()) {
                FileItemStream item = items.next();
                if (!item.isFormField()) {
                    return item.openStream();
                }
            }
        } catch (FileUploadException e) {
            throw new InvalidInputException(
                    "The form could not be read. Send multipart/form-data with one file. Cause:  " + e.getMessage());
        }
        throw new InvalidInputException("The form has no file. Send multipart/form-data with one file.");
    }
}

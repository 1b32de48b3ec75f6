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
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
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

/** Backups as archives: gives them out, and takes them in, as a whole or in pieces that can be gone on with. */
@RestController
@RequestMapping({"/rest/backups", "/rest/v1/backups", "/rest/latest/backups"})
@Api(
        value = "Backups",
        description = "Backups as archives.",
        authorizations = {@Authorization("ADMIN")})
public class ArchiveController extends ApiController {

    /** What an upload is begun with. */
    public static final class UploadRequest {

        private final long size;

        /**
         * @param size bytes; null if that is not known
         * @throws InvalidInputException if it is negative
         */
        @JsonCreator
        public UploadRequest(@JsonProperty("size") Long size) {
            if (size != null && size < 0) {
                throw new InvalidInputException("The upload's size is " + size
                        + ". It must be the number of its bytes, or left out if that is not known.");
            }
            this.size = size == null ? 0 : size;
        }
    }

    /** What an upload is ended with. */
    public static final class ImportRequest {

        private final BackupName name;
        private final Passphrase passphrase;

        /**
         * @param name that the backup gets; null for its own
         * @param passphrase that the archive was encrypted with; null if it was not
         */
        @JsonCreator
        public ImportRequest(@JsonProperty("name") BackupName name, @JsonProperty("passphrase") Passphrase passphrase) {
            this.name = name;
            this.passphrase = passphrase;
        }
    }

    /** What an encrypted download is begun with. */
    public static final class EncryptionRequest {

        private final Passphrase passphrase;

        /** @throws InvalidInputException if there is none */
        @JsonCreator
        public EncryptionRequest(@JsonProperty("passphrase") Passphrase passphrase) {
            this.passphrase = passphrase == null ? Passphrase.of(null) : passphrase;
        }
    }

    /** What an encrypted download is gone on with. */
    public static final class Ticket {

        private final String id;

        Ticket(String id) {
            this.id = id;
        }

        public String getTicket() {
            return id;
        }
    }

    /** How far an upload is. */
    public static final class Upload {

        private final String id;
        private final long size;
        private final boolean encrypted;

        Upload(String id, long size, boolean encrypted) {
            this.id = id;
            this.size = size;
            this.encrypted = encrypted;
        }

        /** Whether a passphrase is needed to take it in. */
        public boolean isEncrypted() {
            return encrypted;
        }

        public String getId() {
            return id;
        }

        /** Bytes that have arrived. */
        public long getSize() {
            return size;
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
                    "It holds password hashes and cloud credentials; with a 'ticket', which a POST "
                            + "here gives, it is encrypted. One that was cut is recognised when it is taken in. Role required [ ADMIN ]")
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
            notes = "Within a minute get /archive?ticket=..., once: a passphrase "
                    + "does not belong into an address. Role required [ ADMIN ]")
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
        Passphrase passphrase = JsonBody.read(request, EncryptionRequest.class).passphrase;
        archives.requireExisting(backup);
        return ok(new Ticket(tickets.issue(backup, user(), passphrase)));
    }

    @ApiOperation(
            value = "Takes in the archive of a backup.",
            notes =
                    "A multipart form with one file. All of it is checked before it is listed. The "
                            + "passphrase of an encrypted one is in the header X-Backup-Passphrase, as UTF-8 with percent signs as in an address. Role required [ ADMIN ]")
    @RequestMapping(value = "/archive", method = RequestMethod.POST, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> upload(HttpServletRequest request, @RequestParam(required = false) String name)
            throws IOException {
        if (request.getHeader("A4C-Agent") == null && request.getHeader("X-Requested-With") == null) {
            throw new InvalidInputException(
                    "Send the header X-Requested-With with any value: a page of another site could not.");
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

    /** Headers are of Latin letters. */
    private static Passphrase passphrase(String header) throws IOException {
        if (header == null) {
            return null;
        }
        try {
            return Passphrase.of(URLDecoder.decode(header, StandardCharsets.UTF_8.name()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("The header " + PASSPHRASE_HEADER
                    + " is not encoded as an address is: write a percent sign as %25.");
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
            throw new InvalidInputException("The form could not be read: " + e.getMessage());
        }
        throw new InvalidInputException("The form has no file.");
    }

    @ApiOperation(value = "Begins to take in an archive in pieces.", notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "UploadRequest")
    @RequestMapping(value = "/uploads", method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Upload> beginUpload(HttpServletRequest request) {
        return ok(new Upload(archives.beginUpload(JsonBody.read(request, UploadRequest.class).size), 0, false));
    }

    @ApiOperation(value = "Tells how much of an archive has arrived.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/uploads/{id:.+}", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Upload> showUpload(@PathVariable String id) {
        return ok(upload(id, archives.uploaded(id)));
    }

    @ApiOperation(
            value = "Takes in the next piece of an archive.",
            notes = "The body is the piece; 'offset' is where it begins, which must be what has "
                    + "arrived already. Role required [ ADMIN ]")
    @RequestMapping(
            value = "/uploads/{id:.+}",
            method = RequestMethod.PUT,
            consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Upload> append(
            @PathVariable String id, @RequestParam(required = false) String offset, HttpServletRequest request) {
        try {
            return ok(upload(id, archives.append(id, offset(offset), request.getInputStream())));
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO,
                    "The piece did not arrive as a whole (" + e + "). Ask how much did, and go on from there.",
                    e);
        }
    }

    private Upload upload(String id, long size) {
        return new Upload(id, size, archives.isEncrypted(id));
    }

    private static long offset(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "The parameter offset is '" + value + "'. It must be the number of bytes that have arrived.");
        }
    }

    @ApiOperation(
            value = "Checks an archive of which all pieces have arrived, and takes it in.",
            notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "ImportRequest")
    @RequestMapping(
            value = "/uploads/{id:.+}/complete",
            method = RequestMethod.POST,
            consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit(bodyHiddenFields = "passphrase")
    public RestResponse<Operation> completeUpload(@PathVariable String id, HttpServletRequest request) {
        ImportRequest wanted = JsonBody.read(request, ImportRequest.class);
        return ok(archives.startImport(id, wanted.name, wanted.passphrase, user()));
    }

    @ApiOperation(value = "Gives up an upload.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/uploads/{id:.+}", method = RequestMethod.DELETE)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> removeUpload(@PathVariable String id) {
        archives.removeUpload(id);
        return ok(null);
    }
}

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
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
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
 * Receives the archive of a backup in chunks, and imports it when it is complete. If the connection breaks, the caller
 * asks how many bytes have arrived, and continues from there.
 */
@RestController
@RequestMapping({"/rest/backups/uploads", "/rest/v1/backups/uploads", "/rest/latest/backups/uploads"})
@Api(
        value = "Backups",
        description = "Uploads archives in chunks.",
        authorizations = {@Authorization("ADMIN")})
public class UploadController extends BaseController {

    /** The body of a request that begins an upload. */
    public static final class UploadRequest {

        private final long size;

        /**
         * @param size of the archive in bytes; null if unknown
         * @throws InvalidInputException if it is negative
         */
        @JsonCreator
        public UploadRequest(@JsonProperty("size") Long size) {
            if (size != null && size < 0) {
                throw new InvalidInputException("The upload's size is " + size
                        + ". It must be the archive's size in bytes, or left out if unknown.");
            }
            this.size = size == null ? 0 : size;
        }
    }

    /** The body of a request that completes an upload. */
    public static final class ImportRequest {

        private final BackupName name;
        private final Passphrase passphrase;

        /**
         * @param name for the imported backup; null to keep its own
         * @param passphrase that the archive was encrypted with; null if it was not
         */
        @JsonCreator
        public ImportRequest(@JsonProperty("name") BackupName name, @JsonProperty("passphrase") Passphrase passphrase) {
            this.name = name;
            this.passphrase = passphrase;
        }
    }

    /** Shows the progress of an upload as JSON. */
    public static final class Upload {

        private final String id;
        private final long size;
        private final boolean encrypted;

        Upload(String id, long size, boolean encrypted) {
            this.id = id;
            this.size = size;
            this.encrypted = encrypted;
        }

        /** Tells whether a passphrase is needed to import the archive. */
        public boolean isEncrypted() {
            return encrypted;
        }

        public String getId() {
            return id;
        }

        /** Returns the number of bytes that have arrived. */
        public long getSize() {
            return size;
        }
    }

    private final ArchiveService archives;

    public UploadController(ArchiveService archives) {
        this.archives = archives;
    }

    @ApiOperation(value = "Begins the upload of an archive in chunks.", notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "UploadRequest")
    @RequestMapping(method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Upload> beginUpload(HttpServletRequest request) {
        return ok(
                new Upload(archives.beginUpload(JsonRequestReader.read(request, UploadRequest.class).size), 0, false));
    }

    @ApiOperation(value = "Shows how much of an archive has arrived.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/{id:.+}", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Upload> showUpload(@PathVariable String id) {
        return ok(upload(id, archives.uploaded(id)));
    }

    @ApiOperation(
            value = "Receives the next chunk of an archive.",
            notes =
                    "The body is the chunk. 'offset' is its position in the archive, which must be the number of bytes that have arrived. Role required [ ADMIN ]")
    @RequestMapping(value = "/{id:.+}", method = RequestMethod.PUT, consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Upload> append(
            @PathVariable String id, @RequestParam(required = false) String offset, HttpServletRequest request) {
        try {
            return ok(upload(id, archives.append(id, offset(offset), request.getInputStream())));
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO,
                    "Only a part of the chunk arrived (" + e
                            + "). Ask how many bytes have arrived, and continue from there.",
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

    @ApiOperation(value = "Completes an upload: checks the archive and imports it.", notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "ImportRequest")
    @RequestMapping(
            value = "/{id:.+}/complete",
            method = RequestMethod.POST,
            consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit(bodyHiddenFields = "passphrase")
    public RestResponse<Operation> completeUpload(@PathVariable String id, HttpServletRequest request) {
        ImportRequest wanted = JsonRequestReader.read(request, ImportRequest.class);
        return ok(archives.startImport(id, wanted.name, wanted.passphrase, user()));
    }

    @ApiOperation(value = "Cancels an upload, and deletes what has arrived.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/{id:.+}", method = RequestMethod.DELETE)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> removeUpload(@PathVariable String id) {
        archives.removeUpload(id);
        return ok(null);
    }
}

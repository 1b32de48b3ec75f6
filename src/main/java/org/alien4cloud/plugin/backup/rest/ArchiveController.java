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
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.service.ArchiveService;
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
@Api(value = "Backups", description = "Backups as archives.", authorizations = {@Authorization("ADMIN")})
public class ArchiveController extends ApiController {

    /** What an upload is begun with. */
    public static final class UploadRequest {

        private final long size;

        /** @param size bytes; 0 if that is not known */
        @JsonCreator
        public UploadRequest(@JsonProperty("size") long size) {
            this.size = size;
        }
    }

    /** What an upload is ended with. */
    public static final class ImportRequest {

        private final BackupName name;

        /** @param name that the backup gets; null for its own */
        @JsonCreator
        public ImportRequest(@JsonProperty("name") BackupName name) {
            this.name = name;
        }
    }

    /** How far an upload is. */
    public static final class Upload {

        private final String id;
        private final long size;

        Upload(String id, long size) {
            this.id = id;
            this.size = size;
        }

        public String getId() {
            return id;
        }

        /** Bytes that have arrived. */
        public long getSize() {
            return size;
        }
    }

    private final ArchiveService archives;

    public ArchiveController(ArchiveService archives) {
        this.archives = archives;
    }

    @ApiOperation(value = "Downloads a backup as one archive.", notes = "It holds password hashes and cloud credentials. One that was cut lacks its last "
            + "entry, digests.txt. Role required [ ADMIN ]")
    @RequestMapping(value = "/{name:.+}/archive", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public void download(@PathVariable String name, HttpServletResponse response) {
        BackupName backup = BackupName.of(name);
        archives.export(backup, user(), () -> {
            response.setContentType("application/zip");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + backup + ".a4c-backup.zip\"");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            return response.getOutputStream();
        });
    }

    @ApiOperation(value = "Takes in the archive of a backup.", notes = "A multipart form with one file. All of it is checked before it is listed. Role "
            + "required [ ADMIN ]")
    @RequestMapping(value = "/archive", method = RequestMethod.POST, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> upload(HttpServletRequest request, @RequestParam(required = false) String name) throws IOException {
        if (request.getHeader("A4C-Agent") == null && request.getHeader("X-Requested-With") == null) {
            throw new InvalidInputException("Send the header X-Requested-With with any value: a page of another site could not.");
        }
        BackupName wanted = name == null ? null : BackupName.of(name);
        String id = archives.beginUpload(Math.max(0, request.getContentLengthLong()));
        boolean started = false;
        try (InputStream file = fileIn(request)) {
            archives.append(id, 0, file);
            Operation operation = archives.startImport(id, wanted, user());
            started = true;
            return ok(operation);
        } finally {
            if (!started) {
                archives.removeUpload(id);
            }
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
        return ok(new Upload(archives.beginUpload(JsonBody.read(request, UploadRequest.class).size), 0));
    }

    @ApiOperation(value = "Tells how much of an archive has arrived.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/uploads/{id:.+}", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Upload> showUpload(@PathVariable String id) {
        return ok(new Upload(id, archives.uploaded(id)));
    }

    @ApiOperation(value = "Takes in the next piece of an archive.", notes = "The body is the piece; 'offset' is where it begins, which must be what has "
            + "arrived already. Role required [ ADMIN ]")
    @RequestMapping(value = "/uploads/{id:.+}", method = RequestMethod.PUT, consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Upload> append(@PathVariable String id, @RequestParam(required = false) String offset, HttpServletRequest request) {
        try {
            return ok(new Upload(id, archives.append(id, offset(offset), request.getInputStream())));
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "The piece did not arrive as a whole (" + e + "). Ask how much did, and go on from there.", e);
        }
    }

    private static long offset(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("The parameter offset is '" + value + "'. It must be the number of bytes that have arrived.");
        }
    }

    @ApiOperation(value = "Checks an archive of which all pieces have arrived, and takes it in.", notes = "Role required [ ADMIN ]")
    @ApiImplicitParam(name = "request", paramType = "body", dataType = "ImportRequest")
    @RequestMapping(value = "/uploads/{id:.+}/complete", method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Operation> completeUpload(@PathVariable String id, HttpServletRequest request) {
        return ok(archives.startImport(id, JsonBody.read(request, ImportRequest.class).name, user()));
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

package org.alien4cloud.plugin.backup.rest;

import alien4cloud.rest.model.RestError;
import alien4cloud.rest.model.RestErrorCode;
import alien4cloud.rest.model.RestResponse;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FieldProblem;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.elasticsearch.ElasticsearchException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Gives all controllers of this plugin the same form of answers and errors. Spring asks a controller's own exception
 * handlers before those of Alien4Cloud, whose answer to an unknown exception contains a stack trace.
 *
 * <p>The class is public because Spring 4.3 does not find the handlers of a package-private class through the bridge
 * methods of its subclasses.
 */
public abstract class BaseController {

    private static final Logger LOG = LoggerFactory.getLogger(BaseController.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Kind, HttpStatus> STATUS = new EnumMap<>(Kind.class);
    private static final Map<Kind, RestErrorCode> CODE = new EnumMap<>(Kind.class);

    static {
        answer(Kind.INVALID, HttpStatus.BAD_REQUEST, RestErrorCode.ILLEGAL_PARAMETER);
        answer(Kind.NOT_FOUND, HttpStatus.NOT_FOUND, RestErrorCode.NOT_FOUND_ERROR);
        answer(Kind.EXISTS, HttpStatus.CONFLICT, RestErrorCode.ALREADY_EXIST_ERROR);
        answer(Kind.BUSY, HttpStatus.CONFLICT, RestErrorCode.RESOURCE_USED_ERROR);
        answer(Kind.PRECONDITION, HttpStatus.CONFLICT, RestErrorCode.ILLEGAL_STATE_OPERATION);
        answer(Kind.CANCELLED, HttpStatus.CONFLICT, RestErrorCode.ILLEGAL_STATE_OPERATION);
        answer(Kind.CHECK_FAILED, HttpStatus.UNPROCESSABLE_ENTITY, RestErrorCode.INTERNAL_OBJECT_ERROR);
        // never code 0 with 503: Alien4Cloud's page reads that as maintenance mode
        answer(Kind.ELASTICSEARCH, HttpStatus.SERVICE_UNAVAILABLE, RestErrorCode.INDEXING_SERVICE_ERROR);
        answer(Kind.NO_SPACE, HttpStatus.INSUFFICIENT_STORAGE, RestErrorCode.UNCATEGORIZED_ERROR);
        answer(Kind.IO, HttpStatus.INTERNAL_SERVER_ERROR, RestErrorCode.UNCATEGORIZED_ERROR);
    }

    private static void answer(Kind kind, HttpStatus status, RestErrorCode code) {
        STATUS.put(kind, status);
        CODE.put(kind, code);
    }

    /**
     * Reads a query parameter that is true or false; returns {@code absent} if it is missing.
     *
     * @throws InvalidInputException if it is neither
     */
    static boolean isTrue(String parameter, String value, boolean absent) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new InvalidInputException(
                    "The parameter " + parameter + " is '" + value + "'. It must be true or false.");
        }
        return value == null ? absent : Boolean.parseBoolean(value);
    }

    /**
     * Refuses unknown query parameters. A misspelt one would otherwise be ignored, and its default used.
     *
     * @throws InvalidInputException if there are unknown parameters; the message names them and the known ones
     */
    static void requireKnown(HttpServletRequest request, String... known) {
        Set<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
        unknown.removeAll(Arrays.asList(known));
        if (!unknown.isEmpty()) {
            throw new InvalidInputException("Unknown parameter " + String.join(", ", unknown) + ". Known parameters: "
                    + String.join(", ", known) + ".");
        }
    }

    <T> RestResponse<T> ok(T data) {
        RestResponse<T> response = new RestResponse<>();
        response.setData(data);
        return response;
    }

    /** Returns the name of the calling user. */
    String user() {
        return SecurityContextHolder.getContext().getAuthentication().getName();
    }

    @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
    public void onAccessDenied(HttpServletResponse response) throws IOException {
        error(response, HttpStatus.FORBIDDEN, RestErrorCode.UNAUTHORIZED_ERROR, "Backups need the role ADMIN.");
    }

    @ExceptionHandler(BackupException.class)
    public void onBackupException(BackupException e, HttpServletResponse response) throws IOException {
        error(response, STATUS.get(e.kind()), CODE.get(e.kind()), e.getMessage());
    }

    /**
     * Lists each wrong field in {@code data}, in the same form as Alien4Cloud's own answers, so that a page can show
     * each message beside its field.
     */
    @ExceptionHandler(InvalidFieldsException.class)
    public void onInvalidFields(InvalidFieldsException e, HttpServletResponse response) throws IOException {
        error(response, STATUS.get(e.kind()), CODE.get(e.kind()), e.getMessage(), e.problems());
    }

    @ExceptionHandler(ElasticsearchException.class)
    public void onElasticsearchException(ElasticsearchException e, HttpServletResponse response) throws IOException {
        error(
                response,
                HttpStatus.SERVICE_UNAVAILABLE,
                RestErrorCode.INDEXING_SERVICE_ERROR,
                "Elasticsearch does not answer: " + e.getMessage());
    }

    @ExceptionHandler(JsonRequestReader.TooLargeException.class)
    public void onTooLarge(JsonRequestReader.TooLargeException e, HttpServletResponse response) throws IOException {
        error(response, HttpStatus.PAYLOAD_TOO_LARGE, RestErrorCode.ILLEGAL_PARAMETER, e.getMessage());
    }

    @ExceptionHandler(HttpMediaTypeNotAcceptableException.class)
    public void onNotAcceptable(HttpServletResponse response) throws IOException {
        error(
                response,
                HttpStatus.NOT_ACCEPTABLE,
                RestErrorCode.ILLEGAL_PARAMETER,
                "Answers are JSON. Send the header Accept: application/json.");
    }

    /**
     * Treats every other exception as a bug: logs the stack trace under a reference, and sends the reference to the
     * caller.
     */
    @ExceptionHandler(Exception.class)
    public void onBug(Exception e, HttpServletResponse response) throws IOException {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("Backup: unexpected failure {}", reference, e);
        error(
                response,
                HttpStatus.INTERNAL_SERVER_ERROR,
                RestErrorCode.UNCATEGORIZED_ERROR,
                "Unexpected failure. The server's log has the details; search it for '" + reference + "'.");
    }

    /**
     * Writes an error as JSON, whatever the caller accepts. Spring would refuse to do so for a path that ends in
     * {@code .zip}, since it assumes that the caller accepts zip only.
     *
     * @throws IOException if part of an answer was already sent: the connection is then cut, so that the caller notices
     *     that the answer is incomplete
     */
    static void error(HttpServletResponse response, HttpStatus status, RestErrorCode code, String message)
            throws IOException {
        error(response, status, code, message, null);
    }

    private static void error(
            HttpServletResponse response,
            HttpStatus status,
            RestErrorCode code,
            String message,
            List<FieldProblem> problems)
            throws IOException {
        if (response.isCommitted()) {
            throw new IOException("Part of the answer was already sent: " + message);
        }
        if (response.containsHeader(HttpHeaders.CONTENT_DISPOSITION)) {
            response.reset();
        }
        RestResponse<List<FieldProblem>> body = new RestResponse<>();
        body.setData(problems);
        body.setError(new RestError(code.getCode(), message));
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_UTF8_VALUE);
        response.getOutputStream().write(JSON.writeValueAsBytes(body));
    }
}

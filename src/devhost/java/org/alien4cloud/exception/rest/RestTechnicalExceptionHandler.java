package org.alien4cloud.exception.rest;

import alien4cloud.exception.AlreadyExistException;
import alien4cloud.exception.IndexingServiceException;
import alien4cloud.exception.InvalidArgumentException;
import alien4cloud.exception.NotFoundException;
import alien4cloud.rest.model.RestErrorBuilder;
import alien4cloud.rest.model.RestErrorCode;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import alien4cloud.security.spring.Alien4CloudAccessDeniedHandler;
import java.io.PrintWriter;
import java.io.StringWriter;
import javax.annotation.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Turns exceptions into answers, for plugins' controllers too. What it does not know, a wrong method and a missing
 * parameter included, is a 500 with a stack trace.
 */
@ControllerAdvice
public class RestTechnicalExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RestTechnicalExceptionHandler.class);

    @Resource
    private Alien4CloudAccessDeniedHandler accessDeniedHandler;

    @ExceptionHandler(AlreadyExistException.class)
    @ResponseStatus(HttpStatus.CONFLICT)
    @ResponseBody
    public RestResponse<Void> alreadyExists(AlreadyExistException e) {
        return error(RestErrorCode.ALREADY_EXIST_ERROR, "The posted object already exist.");
    }

    @ExceptionHandler(InvalidArgumentException.class)
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    @ResponseBody
    public RestResponse<Void> invalidArgument(InvalidArgumentException e) {
        return error(RestErrorCode.ILLEGAL_PARAMETER, "Method argument is invalid " + e.getMessage());
    }

    @ExceptionHandler(NotFoundException.class)
    @ResponseStatus(HttpStatus.NOT_FOUND)
    @ResponseBody
    public RestResponse<Void> notFound(NotFoundException e) {
        return error(RestErrorCode.NOT_FOUND_ERROR, e.getMessage());
    }

    @ExceptionHandler(UnsupportedOperationException.class)
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    @ResponseBody
    public RestResponse<Void> unsupported(UnsupportedOperationException e) {
        return error(RestErrorCode.UNSUPPORTED_OPERATION_ERROR, e.getMessage());
    }

    @ExceptionHandler(IndexingServiceException.class)
    @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
    @ResponseBody
    public RestResponse<Void> indexing(IndexingServiceException e) {
        return error(
                RestErrorCode.INDEXING_SERVICE_ERROR,
                "Indexing service has encoutered unexpected error " + e.getMessage());
    }

    @ExceptionHandler(AccessDeniedException.class)
    @ResponseStatus(HttpStatus.FORBIDDEN)
    @ResponseBody
    public RestResponse<Void> accessDenied(AccessDeniedException e) {
        return accessDeniedHandler.getUnauthorizedRestError();
    }

    @ExceptionHandler(Exception.class)
    @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
    @ResponseBody
    public RestResponse<String> anythingElse(Exception e) {
        LOG.warn("Uncategorized error: {}", e.toString());
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return RestResponseBuilder.<String>builder()
                .data(trace.toString())
                .error(RestErrorBuilder.builder(RestErrorCode.UNCATEGORIZED_ERROR)
                        .message(e.getMessage())
                        .build())
                .build();
    }

    private static RestResponse<Void> error(RestErrorCode code, String message) {
        return RestResponseBuilder.<Void>builder()
                .error(RestErrorBuilder.builder(code).message(message).build())
                .build();
    }
}

package alien4cloud.exception;

/** A document or an index cannot be written or read as A4C needs it. Answered with 500 and code 300. */
public class IndexingServiceException extends TechnicalException {
    private static final long serialVersionUID = 1L;

    public IndexingServiceException(String message, Throwable cause) {
        super(message, cause);
    }

    public IndexingServiceException(String message) {
        super(message);
    }
}

package alien4cloud.exception;

/** Answered with 404 and code 504. */
public class NotFoundException extends TechnicalException {
    private static final long serialVersionUID = 1L;

    public NotFoundException(String message, Throwable cause) {
        super(message, cause);
    }

    public NotFoundException(String message) {
        super(message);
    }
}

package alien4cloud.exception;

/** Answered with 400 and code 501. */
public class InvalidArgumentException extends TechnicalException {
    private static final long serialVersionUID = 1L;

    public InvalidArgumentException(String message, Throwable cause) {
        super(message, cause);
    }

    public InvalidArgumentException(String message) {
        super(message);
    }
}

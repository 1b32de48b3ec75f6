package alien4cloud.exception;

/** Base of A4C's unchecked exceptions. */
public abstract class TechnicalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TechnicalException(String message, Throwable cause) {
        super(message, cause);
    }

    public TechnicalException(String message) {
        super(message);
    }
}

package alien4cloud.exception;

/** Answered with 409 and code 502. */
public class AlreadyExistException extends TechnicalException {
    private static final long serialVersionUID = 1L;

    public AlreadyExistException(String message) {
        super(message);
    }
}

package alien4cloud.rest.model;

/** Builds a {@link RestError}. */
public final class RestErrorBuilder {
    private final RestError error = new RestError();

    private RestErrorBuilder(RestErrorCode code) {
        error.setCode(code.getCode());
    }

    public static RestErrorBuilder builder(RestErrorCode code) {
        return new RestErrorBuilder(code);
    }

    public RestErrorBuilder message(String message) {
        error.setMessage(message);
        return this;
    }

    public RestError build() {
        return error;
    }
}

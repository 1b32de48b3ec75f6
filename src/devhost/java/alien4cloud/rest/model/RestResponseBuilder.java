package alien4cloud.rest.model;

/** Builds a {@link RestResponse}. */
public final class RestResponseBuilder<T> {
    private final RestResponse<T> response = new RestResponse<>();

    private RestResponseBuilder() {}

    public static <T> RestResponseBuilder<T> builder() {
        return new RestResponseBuilder<>();
    }

    public RestResponseBuilder<T> data(T data) {
        response.setData(data);
        return this;
    }

    public RestResponseBuilder<T> error(RestError error) {
        response.setError(error);
        return this;
    }

    public RestResponse<T> build() {
        return response;
    }
}

package alien4cloud.rest.model;

/** The body of every answer of A4C's REST services. */
public class RestResponse<T> {
    private T data;
    private RestError error;

    public T getData() {
        return data;
    }

    public void setData(T data) {
        this.data = data;
    }

    public RestError getError() {
        return error;
    }

    public void setError(RestError error) {
        this.error = error;
    }
}

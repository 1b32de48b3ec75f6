package alien4cloud.dao.model;

import java.io.Serializable;

/** Holds one page of a search. */
public class GetMultipleDataResult<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private String[] types;
    private T[] data;
    private long queryDuration;
    private long totalResults;
    private int from;
    private int to;

    public GetMultipleDataResult() {}

    public GetMultipleDataResult(String[] types, T[] data) {
        this.types = types;
        this.data = data;
    }

    public GetMultipleDataResult(String[] types, T[] data, long queryDuration, long totalResults, int from, int to) {
        this(types, data);
        this.queryDuration = queryDuration;
        this.totalResults = totalResults;
        this.from = from;
        this.to = to;
    }

    public String[] getTypes() {
        return types;
    }

    public void setTypes(String[] types) {
        this.types = types;
    }

    public T[] getData() {
        return data;
    }

    public void setData(T[] data) {
        this.data = data;
    }

    public long getQueryDuration() {
        return queryDuration;
    }

    public void setQueryDuration(long queryDuration) {
        this.queryDuration = queryDuration;
    }

    public long getTotalResults() {
        return totalResults;
    }

    public void setTotalResults(long totalResults) {
        this.totalResults = totalResults;
    }

    public int getFrom() {
        return from;
    }

    public void setFrom(int from) {
        this.from = from;
    }

    public int getTo() {
        return to;
    }

    public void setTo(int to) {
        this.to = to;
    }
}

package org.alien4cloud.plugin.backup.model;

/** Names a field of a request and says what is wrong with it. */
public final class FieldProblem {

    private final String field;
    private final String message;

    /**
     * @param field its path in the JSON, with dots between, such as {@code retention.last}
     * @param message sentences for the person who filled it in
     */
    public FieldProblem(String field, String message) {
        this.field = field;
        this.message = message;
    }

    public String getField() {
        return field;
    }

    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}

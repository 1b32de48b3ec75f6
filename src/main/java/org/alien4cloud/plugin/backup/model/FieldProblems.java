package org.alien4cloud.plugin.backup.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Collects what is wrong with the fields of a request, so that a caller learns all of it from one answer. */
public final class FieldProblems {

    private final List<FieldProblem> problems = new ArrayList<>();

    /**
     * Notes a problem.
     *
     * @param field its path in the JSON, such as {@code retention.last}
     */
    public void add(String field, String message) {
        problems.add(new FieldProblem(field, message));
    }

    /**
     * Notes that a field must be a whole number from 0 to a greatest one.
     *
     * @param found what it is instead; null if it is missing
     */
    public void notFrom0(String field, long most, Object found) {
        mustBe(field, wholeNumber(most), found);
    }

    /** Names what {@link #notFrom0} asks for. */
    public static String wholeNumber(long most) {
        return String.format(Locale.ROOT, "a whole number from 0 to %,d", most);
    }

    /**
     * Notes what value a field must have.
     *
     * @param found what it is instead; null if it is missing
     */
    public void mustBe(String field, String expected, Object found) {
        add(field, "It must be " + expected + (found == null ? ". It is missing." : ", not " + found + '.'));
    }

    /**
     * Makes a value, and notes the problems of its fields.
     *
     * @return null if there are problems
     */
    public <T> T collect(Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidFieldsException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    /** @throws InvalidFieldsException if a problem was noted; it names all of them */
    public void requireNone() {
        if (!problems.isEmpty()) {
            throw new InvalidFieldsException(problems);
        }
    }
}

package org.alien4cloud.plugin.backup.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Rejects a request because of its fields; the message names each of them. */
public class InvalidFieldsException extends InvalidInputException {

    private final transient List<FieldProblem> problems;

    /** @param problems at least one */
    public InvalidFieldsException(List<FieldProblem> problems) {
        super((problems.size() > 1 ? problems.size() + " fields are wrong. " : "")
                + problems.stream().map(FieldProblem::toString).collect(Collectors.joining(" ")));
        this.problems = Collections.unmodifiableList(new ArrayList<>(problems));
    }

    public List<FieldProblem> problems() {
        return problems;
    }
}

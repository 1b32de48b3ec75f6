package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.alien4cloud.plugin.backup.model.FieldProblems;

/**
 * Reads the fields of a JSON request one by one, and records a problem for each that is missing, wrong or unknown. A
 * field that is missing or has a wrong value never gets a default: it is recorded as a problem and read as null.
 */
final class JsonFields {

    private final JsonNode object;
    private final String prefix;
    private final FieldProblems problems;
    private final Set<String> known = new HashSet<>();

    JsonFields(JsonNode object, FieldProblems problems) {
        this(object, "", problems);
    }

    private JsonFields(JsonNode object, String prefix, FieldProblems problems) {
        this.object = object;
        this.prefix = prefix;
        this.problems = problems;
    }

    /**
     * Returns the fields of an object within this one. If that object is missing, this is recorded as a single problem,
     * and all of its fields are null.
     */
    JsonFields object(String name) {
        JsonNode child = required(name, JsonNode::isObject, "an object", Function.identity());
        return new JsonFields(child, prefix + name + '.', problems);
    }

    Boolean truth(String name) {
        return required(name, JsonNode::isBoolean, "true or false", JsonNode::booleanValue);
    }

    String text(String name) {
        return required(name, JsonNode::isTextual, "text", JsonNode::textValue);
    }

    /** Reads text that must be present but may be null. */
    String textOrNull(String name) {
        return required(
                name,
                value -> value.isTextual() || value.isNull() && object.has(name),
                "text or null",
                JsonNode::textValue);
    }

    /** Reads text that may be left out. */
    String optionalText(String name) {
        return isGiven(name) ? text(name) : null;
    }

    /** Reads a value that is true or false; returns false if it is left out or wrong. */
    boolean optionalTruth(String name) {
        return isGiven(name) && Boolean.TRUE.equals(truth(name));
    }

    /** Reads a whole number from 0 to {@code most}. */
    Long number(String name, long most) {
        return required(
                name,
                value -> value.isIntegralNumber()
                        && value.canConvertToLong()
                        && value.longValue() >= 0
                        && value.longValue() <= most,
                FieldProblems.wholeNumber(most),
                JsonNode::longValue);
    }

    Integer number(String name, int most) {
        Long number = number(name, (long) most);
        return number == null ? null : number.intValue();
    }

    /** Accepts a field without using it. Clients may send back an answer that contains such fields. */
    void ignore(String name) {
        known.add(name);
    }

    /** Records a problem for each field that was neither read nor ignored. */
    void refuseOthers() {
        if (object != null) {
            for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!known.contains(name)) {
                    problems.add(prefix + name, "There is no such field.");
                }
            }
        }
    }

    private boolean isGiven(String name) {
        known.add(name);
        return object != null && object.has(name);
    }

    private <T> T required(String name, Predicate<JsonNode> fits, String expected, Function<JsonNode, T> value) {
        known.add(name);
        if (object == null) {
            return null;
        }
        JsonNode found = object.path(name);
        if (fits.test(found)) {
            return value.apply(found);
        }
        problems.mustBe(prefix + name, expected, found.isMissingNode() || found.isNull() ? null : found);
        return null;
    }
}

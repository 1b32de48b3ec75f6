package org.alien4cloud.plugin.backup.service.monitor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Lists the results of all health checks, and their worst state. */
@JsonPropertyOrder({"state", "checks"})
public final class HealthReport {

    /** How severe a result is; the worst comes last. */
    public enum State {
        /** Nothing to do. */
        OK,
        /** Backups work, but something needs attention. */
        WARNING,
        /** Backups or restores do not work. */
        ERROR
    }

    private final List<Check> checks;

    HealthReport(List<Check> checks) {
        this.checks = Collections.unmodifiableList(new ArrayList<>(checks));
    }

    /** Returns the worst state of all checks. */
    @JsonProperty
    public State state() {
        return checks.stream().map(Check::state).max(Comparator.naturalOrder()).orElse(State.OK);
    }

    @JsonProperty
    public List<Check> checks() {
        return checks;
    }

    /** The result of one check. */
    @JsonPropertyOrder({"id", "state", "message", "remedy"})
    public static final class Check {

        private final String id;
        private final State state;
        private final String message;
        private final String remedy;

        /**
         * @param id stays the same in all versions
         * @param message the finding, a sentence
         * @param remedy the next step, a sentence; null for none
         */
        Check(String id, State state, String message, String remedy) {
            this.id = id;
            this.state = state;
            this.message = message;
            this.remedy = remedy;
        }

        @JsonProperty
        public String id() {
            return id;
        }

        @JsonProperty
        public State state() {
            return state;
        }

        @JsonProperty
        public String message() {
            return message;
        }

        @JsonProperty
        public String remedy() {
            return remedy;
        }
    }
}

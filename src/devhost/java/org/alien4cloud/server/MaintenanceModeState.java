package org.alien4cloud.server;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/** The one document of index {@code maintenancemodestate}: it is there while maintenance mode is on. */
@JsonIgnoreProperties(ignoreUnknown = true)
public class MaintenanceModeState {
    public static final String MMS_ID = "mms_id";

    private String id = MMS_ID;
    private boolean userTriggered;
    private String user;
    private List<MaintenanceLog> log = new ArrayList<>();
    private Integer progressPercent;

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    @JsonProperty("userTriggered")
    public boolean isUserTriggered() {
        return userTriggered;
    }

    public void setUserTriggered(boolean userTriggered) {
        this.userTriggered = userTriggered;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public List<MaintenanceLog> getLog() {
        return log;
    }

    public void setLog(List<MaintenanceLog> log) {
        this.log = log;
    }

    public Integer getProgressPercent() {
        return progressPercent;
    }

    public void setProgressPercent(Integer progressPercent) {
        this.progressPercent = progressPercent;
    }

    /** A message to the users who wait. */
    public static class MaintenanceLog {
        private long date;
        private String user;
        private String message;

        public MaintenanceLog() {}

        public MaintenanceLog(String user, String message) {
            this.date = System.currentTimeMillis();
            this.user = user;
            this.message = message;
        }

        public long getDate() {
            return date;
        }

        public void setDate(long date) {
            this.date = date;
        }

        public String getUser() {
            return user;
        }

        public void setUser(String user) {
            this.user = user;
        }

        public String getMessage() {
            return message;
        }

        public void setMessage(String message) {
            this.message = message;
        }
    }
}

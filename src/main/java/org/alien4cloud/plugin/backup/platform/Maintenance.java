package org.alien4cloud.plugin.backup.platform;

/**
 * Controls Alien4Cloud's own maintenance mode: REST answers 503 except for a few paths, and a page shows messages and
 * percent.
 */
public interface Maintenance {

    boolean isOn();

    /** Tells whether it is on, and this plugin has switched it on, perhaps in an earlier process. */
    boolean isOurs();

    /**
     * Switches it on.
     *
     * @return false if it was on already: then somebody else has switched it on
     */
    boolean enable();

    /** Shows a message to the users who wait. Does nothing if maintenance mode is off. */
    void update(String message, int percent);

    /** Switches it off, no matter who switched it on: callers check {@link #isOurs()}. Does nothing if it is off. */
    void disable();
}

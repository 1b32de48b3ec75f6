package org.alien4cloud.plugin.backup.platform;

/**
 * Alien4Cloud's own maintenance mode: REST answers 503 but for a few paths, and its page shows messages and percent.
 */
public interface Maintenance {

    boolean isOn();

    /** Whether it is on, and this software has switched it on; also in an earlier process. */
    boolean isOurs();

    /**
     * Switches it on.
     *
     * @return false if it was on already: then it is somebody else's
     */
    boolean enable();

    /** Tells the people who wait. Does nothing if maintenance is off. */
    void update(String message, int percent);

    /** Switches it off, whoever switched it on: the caller knows whose it is. Does nothing if it is off. */
    void disable();
}

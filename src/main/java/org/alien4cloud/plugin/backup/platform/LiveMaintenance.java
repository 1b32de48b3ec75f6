package org.alien4cloud.plugin.backup.platform;

import alien4cloud.exception.AlreadyExistException;
import org.alien4cloud.server.MaintenanceModeService;
import org.alien4cloud.server.MaintenanceModeState;

/** Switches the maintenance mode of the Alien4Cloud server that this plugin runs in. */
class LiveMaintenance implements Maintenance {

    /** The user name that Alien4Cloud records for switching it on. */
    static final String PROCESS = "backup";

    private final MaintenanceModeService service;

    LiveMaintenance(MaintenanceModeService service) {
        this.service = service;
    }

    @Override
    public boolean isOn() {
        return service.isMaintenanceModeEnabled();
    }

    @Override
    public boolean isOurs() {
        MaintenanceModeState state = service.getMaintenanceModeState();
        return state != null && !state.isUserTriggered() && PROCESS.equals(state.getUser());
    }

    @Override
    public boolean enable() {
        try {
            service.internalEnable(PROCESS);
            return true;
        } catch (AlreadyExistException e) {
            return false;
        }
    }

    @Override
    public void update(String message, int percent) {
        if (isOn()) {
            service.internalUpdate(PROCESS, message, percent);
        }
    }

    @Override
    public void disable() {
        service.internalDisable();
    }
}

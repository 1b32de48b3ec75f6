package org.alien4cloud.server;

import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.exception.AlreadyExistException;
import alien4cloud.exception.NotFoundException;
import alien4cloud.webconfiguration.MaintenanceFilter;
import javax.annotation.PostConstruct;
import javax.annotation.PreDestroy;
import javax.annotation.Resource;
import org.alien4cloud.server.MaintenanceModeState.MaintenanceLog;
import org.springframework.stereotype.Service;

/** Switches maintenance mode: it is on while its document exists, which is read at each start of the full context. */
@Service
public class MaintenanceModeService {
    private static final String NOT_ENABLED = "Maintenance mode is not enabled.";

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource
    private MaintenanceFilter maintenanceFilter;

    private volatile MaintenanceModeState maintenanceModeState;

    @PostConstruct
    public void init() {
        maintenanceFilter.setMaintenanceModeService(this);
        maintenanceModeState = dao.findById(MaintenanceModeState.class, MaintenanceModeState.MMS_ID);
    }

    @PreDestroy
    public void destroy() {
        maintenanceFilter.setMaintenanceModeService(null);
    }

    public MaintenanceModeState getMaintenanceModeState() {
        return maintenanceModeState;
    }

    public boolean isMaintenanceModeEnabled() {
        return maintenanceModeState != null;
    }

    public synchronized void enable(String user) {
        doEnable(user, true);
    }

    /** @throws AlreadyExistException when it is on, whoever turned it on */
    public synchronized void internalEnable(String process) {
        doEnable(process, false);
    }

    private void doEnable(String owner, boolean byUser) {
        if (isMaintenanceModeEnabled()) {
            throw new AlreadyExistException("Maintenance mode is already enabled.");
        }
        MaintenanceModeState state = new MaintenanceModeState();
        state.setUser(owner);
        state.setUserTriggered(byUser);
        state.setProgressPercent(1);
        state.getLog().add(new MaintenanceLog(owner, "Maintenance operation started on alien4cloud."));
        maintenanceModeState = state;
        save();
    }

    public synchronized void update(String user, String message, Integer progressPercentage) {
        checkOwnedByUser("update");
        internalUpdate(user, message, progressPercentage);
    }

    public synchronized void internalUpdate(String process, String message, Integer progressPercentage) {
        if (maintenanceModeState == null) {
            throw new NotFoundException(NOT_ENABLED);
        }
        if (message != null) {
            maintenanceModeState.getLog().add(new MaintenanceLog(process, message));
        }
        if (progressPercentage != null) {
            maintenanceModeState.setProgressPercent(progressPercentage);
        }
        save();
    }

    public synchronized void disable() {
        checkOwnedByUser("disable");
        internalDisable();
    }

    /** Lifts maintenance mode, a user's own too; nothing happens when it is off. */
    public synchronized void internalDisable() {
        if (maintenanceModeState != null) {
            dao.delete(MaintenanceModeState.class, maintenanceModeState.getId());
            maintenanceModeState = null;
        }
    }

    private void checkOwnedByUser(String verb) {
        if (maintenanceModeState == null) {
            throw new NotFoundException(NOT_ENABLED);
        }
        if (!maintenanceModeState.isUserTriggered()) {
            // An Error, as in A4C: its handler answers 500.
            throw new IllegalAccessError(
                    "Maintenance mode has not been enabled by a user, you are not allowed to " + verb + " it.");
        }
    }

    private void save() {
        dao.save(MaintenanceModeState.class, maintenanceModeState.getId(), maintenanceModeState);
    }
}

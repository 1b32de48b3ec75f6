package org.alien4cloud.plugin.backup.operation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events on to several listeners. A listener that fails disturbs neither the others nor the operation. */
final class OperationListeners implements OperationListener {

    private static final Logger LOG = LoggerFactory.getLogger(OperationListeners.class);

    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();

    void add(OperationListener listener) {
        listeners.add(listener);
    }

    @Override
    public void started(Operation operation) {
        tellAll(listener -> listener.started(operation));
    }

    @Override
    public void ending(Operation operation) {
        tellAll(listener -> listener.ending(operation));
    }

    @Override
    public void ended(Operation operation) {
        tellAll(listener -> listener.ended(operation));
    }

    private void tellAll(Consumer<OperationListener> event) {
        for (OperationListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "Backup: {} failed on an event of an operation; the operation goes on",
                        listener.getClass().getName(),
                        e);
            }
        }
    }
}

package org.alien4cloud.plugin.backup.platform;

import java.util.Map;
import java.util.function.Supplier;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.index.IndexNotFoundException;

/**
 * Reads and ends the maintenance mode that a stopped Alien4Cloud will start in: one document, read at each start. It
 * cannot be switched on here.
 */
final class StoredMaintenance implements Maintenance {

    private static final String INDEX = "maintenancemodestate";
    private static final String TYPE = "_doc";
    private static final String ID = "mms_id";

    private final Supplier<Client> elasticsearch;

    StoredMaintenance(Supplier<Client> elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    @Override
    public boolean isOn() {
        try {
            return elasticsearch.get().prepareGet(INDEX, TYPE, ID).get().isExists();
        } catch (IndexNotFoundException e) {
            return false;
        }
    }

    @Override
    public boolean isOurs() {
        try {
            Map<String, Object> state =
                    elasticsearch.get().prepareGet(INDEX, TYPE, ID).get().getSourceAsMap();
            return state != null
                    && !Boolean.TRUE.equals(state.get("userTriggered"))
                    && LiveMaintenance.PROCESS.equals(state.get("user"));
        } catch (IndexNotFoundException e) {
            return false;
        }
    }

    @Override
    public boolean enable() {
        throw new UnsupportedOperationException("Nobody is there to be kept out");
    }

    @Override
    public void update(String message, int percent) {
        // nobody is there to read it
    }

    @Override
    public void disable() {
        if (isOn()) {
            elasticsearch
                    .get()
                    .prepareDelete(INDEX, TYPE, ID)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
    }
}

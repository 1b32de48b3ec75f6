package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import org.elasticsearch.action.Action;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.FilterClient;

/** Keeps the bulk requests that are sent. */
final class RecordingClient extends FilterClient {

    final List<BulkRequest> bulks = new ArrayList<>();

    RecordingClient(Client client) {
        super(client);
    }

    @Override
    protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>>
            void doExecute(Action<Q, R, B> action, Q request, ActionListener<R> listener) {
        if (request instanceof BulkRequest) {
            bulks.add((BulkRequest) request);
        }
        super.doExecute(action, request, listener);
    }
}

package org.alien4cloud.plugin.backup.index;

import org.elasticsearch.action.Action;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.FilterClient;

/** A client that stands for a process that dies at its n-th bulk request: before, after, or with half of it done. */
final class InterruptedClient extends FilterClient {

    /** The death. An Error, so that nothing that handles failures handles it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private int left;
    private final int moment;

    /**
     * @param left how many bulk requests get through
     * @param moment 0: the next one is not sent; 1: half of it is; 2: all of it, but the answer is lost
     */
    InterruptedClient(Client client, int left, int moment) {
        super(client);
        this.left = left;
        this.moment = moment;
    }

    @Override
    protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>> void doExecute(
            Action<Q, R, B> action, Q request, ActionListener<R> listener) {
        if (!(request instanceof BulkRequest) || left-- > 0) {
            super.doExecute(action, request, listener);
            return;
        }
        BulkRequest bulk = (BulkRequest) request;
        if (moment > 0) {
            BulkRequest part = new BulkRequest();
            bulk.requests().subList(0, moment == 1 ? bulk.requests().size() / 2 : bulk.requests().size()).forEach(part::add);
            if (part.numberOfActions() > 0) {
                in().bulk(part).actionGet();
            }
        }
        throw new Killed();
    }
}

package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.function.Predicate;
import org.elasticsearch.action.Action;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.FilterClient;
import org.elasticsearch.client.transport.NoNodeAvailableException;

/**
 * Fails at its n-th request of a kind, before, after, or with half of it done, as a process that dies or a connection
 * that is lost.
 */
final class InterruptedClient extends FilterClient {

    /** The death. An Error, so that nothing that handles failures handles it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Predicate<ActionRequest> kind;
    private final int moment;
    private final boolean dies;
    private int left;
    private boolean interrupted;

    /**
     * A process that dies at a bulk request.
     *
     * @param left how many bulk requests get through
     * @param moment 0: the next one is not sent; 1: half of it is; 2: all of it, but the answer is lost
     */
    InterruptedClient(Client client, int left, int moment) {
        this(client, request -> request instanceof BulkRequest, left, moment, true);
    }

    /**
     * @param kind which requests count
     * @param moment as above; only bulk requests have halves
     * @param dies whether it is the process; else the request fails as unanswered
     */
    InterruptedClient(Client client, Predicate<ActionRequest> kind, int left, int moment, boolean dies) {
        super(client);
        this.kind = kind;
        this.left = left;
        this.moment = moment;
        this.dies = dies;
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    @Override
    protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>>
            void doExecute(Action<Q, R, B> action, Q request, ActionListener<R> listener) {
        if (interrupted && dies) {
            throw new Killed();
        }
        if (interrupted || !kind.test(request) || left-- > 0) {
            super.doExecute(action, request, listener);
            return;
        }
        interrupted = true;
        if (moment == 1 && request instanceof BulkRequest) {
            BulkRequest bulk = (BulkRequest) request;
            BulkRequest part = new BulkRequest();
            bulk.requests().subList(0, bulk.requests().size() / 2).forEach(part::add);
            if (part.numberOfActions() > 0) {
                in().bulk(part).actionGet();
            }
        } else if (moment > 0) {
            in().execute(action, request).actionGet();
        }
        if (dies) {
            throw new Killed();
        }
        listener.onFailure(new NoNodeAvailableException("The connection was lost, as the test wanted it"));
    }
}

package org.alien4cloud.plugin.backup.elasticsearch;

import org.elasticsearch.action.Action;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.FilterClient;

/** Runs an action once, when the n-th request of a kind is sent: right before it, or while it is running. */
final class TrippedClient extends FilterClient {

    private final Class<? extends ActionRequest> kind;
    private final boolean before;
    private final Runnable act;
    private int left;

    /** @param left how many of these requests are let through */
    TrippedClient(Client client, Class<? extends ActionRequest> kind, int left, boolean before, Runnable act) {
        super(client);
        this.kind = kind;
        this.left = left;
        this.before = before;
        this.act = act;
    }

    /** Whether it was done. */
    boolean tripped() {
        return left < 0;
    }

    @Override
    protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>>
            void doExecute(Action<Q, R, B> action, Q request, ActionListener<R> listener) {
        boolean now = kind.isInstance(request) && left-- == 0;
        if (now && before) {
            act.run();
        }
        super.doExecute(action, request, listener);
        if (now && !before) {
            act.run();
        }
    }
}

package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.Fault;
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
 * Counts what a process does to its disk and to Elasticsearch, and stops it at one of these acts: it dies, and can do
 * nothing any more, or that act alone fails. A bulk request is two acts: it may be stopped before, or with half of it
 * done.
 */
public final class KillSwitch implements Fault {

    /** An Error, so that nothing that handles failures handles it. */
    public static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final long failing;
    private final long last;
    private long acts;
    private long space = NEVER;
    private long bulks = NEVER;

    /**
     * @param failing how many acts it does before the one that fails
     * @param last how many acts it does before it dies
     */
    private KillSwitch(long failing, long last) {
        this.failing = failing;
        this.last = last;
    }

    public static KillSwitch none() {
        return new KillSwitch(NEVER, NEVER);
    }

    public static KillSwitch dyingAt(long act) {
        return new KillSwitch(NEVER, act);
    }

    public static KillSwitch failingAt(long act) {
        return new KillSwitch(act, NEVER);
    }

    /** One act fails, and while that is dealt with it dies. */
    public static KillSwitch failingThenDying(long act, long later) {
        return new KillSwitch(act, act + 1 + later);
    }

    /** A disk that is nearly full. @param bytes that it says are free */
    public static KillSwitch withSpace(long bytes) {
        KillSwitch full = none();
        full.space = bytes;
        return full;
    }

    /** An Elasticsearch that is away. @param bulks how many bulk requests it answers before */
    public static KillSwitch withElasticsearchAwayAfter(long bulks) {
        KillSwitch away = none();
        away.bulks = bulks;
        return away;
    }

    @Override
    public long usableSpace(long really) {
        return Math.min(really, space);
    }

    public synchronized long acts() {
        return acts;
    }

    public synchronized boolean hasFailed() {
        return acts > failing;
    }

    public synchronized boolean isDead() {
        return acts > last;
    }

    public synchronized void requireAlive() {
        if (isDead()) {
            throw new Death();
        }
    }

    /** Whether the next act fails, or is its last. */
    private synchronized boolean isNext() {
        return acts == failing || acts == last;
    }

    /** @return whether the next act fails; the dead do not return */
    private synchronized boolean fails() {
        acts++;
        requireAlive();
        return acts - 1 == failing;
    }

    @Override
    public void before(Act act, Path path, Path target) throws IOException {
        requireAlive();
        // how an operation is told is no part of the data: it is cut off, too, but not counted
        if (act.isChange() && !path.toString().contains("/backups/operations") && fails()) {
            throw new IOException("Input/output error, as the test wants it");
        }
    }

    /** Elasticsearch as this process reaches it. */
    public Client client(Client real) {
        return new FilterClient(real) {
            @Override
            protected <Q extends ActionRequest, R extends ActionResponse, B extends ActionRequestBuilder<Q, R, B>>
                    void doExecute(Action<Q, R, B> action, Q request, ActionListener<R> listener) {
                requireAlive();
                if (!(request instanceof BulkRequest)) {
                    super.doExecute(action, request, listener);
                } else if (isAway() || fails()) {
                    fail(listener);
                } else {
                    if (isNext()) {
                        sendHalf((BulkRequest) request, in());
                    }
                    if (fails()) {
                        fail(listener);
                    } else {
                        super.doExecute(action, request, listener);
                    }
                }
            }
        };
    }

    private synchronized boolean isAway() {
        return bulks-- <= 0;
    }

    private static void sendHalf(BulkRequest request, Client real) {
        BulkRequest half = new BulkRequest();
        request.requests().stream().limit(request.numberOfActions() / 2).forEach(half::add);
        if (half.numberOfActions() > 0) {
            real.bulk(half).actionGet();
        }
    }

    private void fail(ActionListener<?> listener) {
        listener.onFailure(new NoNodeAvailableException("The connection was lost, as the test wanted it"));
    }
}

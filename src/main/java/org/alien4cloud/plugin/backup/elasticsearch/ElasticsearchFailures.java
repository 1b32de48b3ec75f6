package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.ActionRequestBuilder;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.admin.indices.refresh.RefreshResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.NoNodeAvailableException;
import org.elasticsearch.cluster.block.ClusterBlockException;
import org.elasticsearch.discovery.MasterNotDiscoveredException;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.transport.ConnectTransportException;
import org.elasticsearch.transport.NodeDisconnectedException;

/**
 * Sends requests, and turns failures of Elasticsearch's client into a {@link BackupException}. Its message says what
 * was being done, and has the messages of the whole cause chain, since the reason is mostly at its end.
 */
final class ElasticsearchFailures {

    /** On a working server, no request that is sent here takes this long. */
    private static final long ANSWER_SECONDS = 300;

    private static final int LONGEST = 600;

    private ElasticsearchFailures() {}

    /**
     * Sends a request and waits for its answer.
     *
     * @param doing the action in words, as in "Reading index csar"
     * @throws BackupException (ELASTICSEARCH) if it fails or is not answered within 5 minutes
     */
    static <T extends ActionResponse> T answer(String doing, ActionRequestBuilder<?, T, ?> request) {
        return answer(doing, send(doing, request));
    }

    /** Sends a request. The client may already fail here. */
    static <T extends ActionResponse> ActionFuture<T> send(String doing, ActionRequestBuilder<?, T, ?> request) {
        try {
            return request.execute();
        } catch (ElasticsearchException | IllegalStateException e) {
            throw explain(doing, e);
        }
    }

    /** Waits for the answer to a request that was sent. */
    static <T> T answer(String doing, ActionFuture<T> future) {
        try {
            T answer = answerWithin(doing, future, TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
            if (answer == null) {
                throw new BackupException(
                        BackupException.Kind.ELASTICSEARCH,
                        doing + " failed: Elasticsearch did not answer within " + ANSWER_SECONDS + " seconds.");
            }
            return answer;
        } catch (ElasticsearchException | IllegalStateException e) {
            throw explain(doing, e);
        }
    }

    /**
     * Waits a limited time for an answer.
     *
     * @return the answer, or null if it is not there yet
     * @throws ElasticsearchException as Elasticsearch answered, so that the caller can distinguish cases
     */
    static <T> T answerWithin(String doing, ActionFuture<T> future, long millis) {
        try {
            return future.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            Throwable cause = ExceptionsHelper.unwrapCause(e.getCause());
            if (cause instanceof ElasticsearchException) {
                throw (ElasticsearchException) cause;
            }
            throw explain(doing, cause);
        }
    }

    /**
     * Makes all writes to indices visible to searches.
     *
     * @throws BackupException (ELASTICSEARCH) if that fails for any copy of a shard: a search would miss documents
     *     without an error
     */
    static void refresh(String doing, Client client, String... indices) {
        RefreshResponse answer = answer(
                doing,
                client.admin()
                        .indices()
                        .prepareRefresh(indices)
                        .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()));
        if (answer.getFailedShards() > 0) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed for " + answer.getFailedShards() + " of " + answer.getTotalShards() + " shards: "
                            + summary(answer.getShardFailures()[0].getCause()) + ". Try again.");
        }
    }

    /** Returns the exception for a failed action, with a message for people. */
    static BackupException explain(String doing, Throwable failure) {
        Throwable cause = ExceptionsHelper.unwrapCause(failure);
        if (isUnreachable(cause)) {
            return new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: Elasticsearch cannot be reached. Is it running, with a master? (" + summary(cause)
                            + ")",
                    failure);
        }
        if (cause instanceof ClusterBlockException) {
            return new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    doing + " failed: " + summary(cause)
                            + ". Remove the block (Elasticsearch sets one when its disk is nearly full) and try again.",
                    failure);
        }
        return new BackupException(
                BackupException.Kind.ELASTICSEARCH, doing + " failed: " + summary(cause) + ".", failure);
    }

    /** Tells whether the cluster cannot answer. Elasticsearch reports a missing master or unread state as a block. */
    static boolean isUnreachable(Throwable cause) {
        return cause instanceof NoNodeAvailableException
                || cause instanceof NodeDisconnectedException
                || cause instanceof ConnectTransportException
                || cause instanceof MasterNotDiscoveredException
                || cause instanceof ClusterBlockException
                        && ((ClusterBlockException) cause).status() == RestStatus.SERVICE_UNAVAILABLE;
    }

    /** Returns the distinct messages of a cause chain, outermost first, each without a final dot. */
    static String summary(Throwable failure) {
        List<String> parts = new ArrayList<>();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            String message = withoutFinalDot(
                    cause.getMessage() == null
                            ? cause.getClass().getSimpleName()
                            : cause.getMessage().trim());
            // A wrapper often repeats the message of what it wraps, behind the name of a class.
            parts.removeIf(message::contains);
            if (!message.isEmpty() && parts.stream().noneMatch(part -> part.contains(message))) {
                parts.add(message);
            }
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        String summary = String.join(": ", parts).replaceAll("\\s+", " ");
        return summary.length() > LONGEST ? summary.substring(0, LONGEST) + "..." : summary;
    }

    static String withoutFinalDot(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}

package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * Makes random documents of few ids and routings, so that every kind of difference occurs: another content, none,
 * another routing in the same shard or in another one, one id under several routings.
 */
final class RandomDocuments {

    private static final String[] ROUTINGS = {null, "a", "b", "c"};

    private final Client client;
    private final List<String> indices;
    private final Random random;
    private final int ids;

    /** @param ids how many ids there are in an index */
    RandomDocuments(Client client, List<String> indices, Random random, int ids) {
        this.client = client;
        this.indices = indices;
        this.random = random;
        this.ids = ids;
    }

    /** Puts, deletes and re-routes. Some indices are left as they are now and then, or emptied. */
    void change(Map<String, String> content) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (String index : indices) {
            int kind = random.nextInt(8);
            if (kind == 0) {
                content.keySet().stream()
                        .filter(key -> key.startsWith(index + "/"))
                        .forEach(key -> delete(bulk, key));
            } else if (kind > 1) {
                for (int i = 0; i < ids; i++) {
                    changeOne(bulk, index, "d" + i);
                }
            }
        }
        send(bulk);
    }

    private void changeOne(BulkRequestBuilder bulk, String index, String id) {
        String routing = ROUTINGS[random.nextInt(ROUTINGS.length)];
        switch (random.nextInt(5)) {
            case 0:
                bulk.add(client.prepareDelete(index, "_doc", id).setRouting(routing));
                break;
            case 1:
                for (String any : ROUTINGS) {
                    bulk.add(client.prepareDelete(index, "_doc", id).setRouting(any));
                }
                put(bulk, index, id, routing);
                break;
            case 2:
            case 3:
                put(bulk, index, id, routing);
                break;
            default:
                break;
        }
    }

    private void put(BulkRequestBuilder bulk, String index, String id, String routing) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8) == 0 ? 400 : random.nextInt(30); length > 0; length--) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        // 3 contents are likely to be the same as before
        String name = random.nextInt(4) == 0 ? "same" : text.toString();
        bulk.add(client.prepareIndex(index, "_doc", id)
                .setRouting(routing)
                .setSource("{ \"name\": \"" + name + "\",\"n\":" + random.nextInt(3) + "}", XContentType.JSON));
    }

    /** Deletes all. */
    void clear(Map<String, String> content) {
        BulkRequestBuilder bulk = client.prepareBulk();
        content.keySet().forEach(key -> delete(bulk, key));
        send(bulk);
    }

    private void delete(BulkRequestBuilder bulk, String key) {
        String[] parts = key.split("/");
        bulk.add(client.prepareDelete(parts[0], "_doc", parts[1]).setRouting(parts[2].equals("-") ? null : parts[2]));
    }

    private static void send(BulkRequestBuilder bulk) {
        if (bulk.numberOfActions() > 0) {
            BulkResponse answer = bulk.get();
            if (answer.hasFailures()) {
                throw new AssertionError(answer.buildFailureMessage());
            }
        }
    }

    /** What differs between two contents, for a message that can be read. */
    static String difference(Map<String, String> expected, Map<String, String> found) {
        List<String> lines = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(expected);
        all.putAll(found);
        for (String key : all.keySet()) {
            String wanted = expected.get(key);
            String is = found.get(key);
            if (wanted == null ? is != null : !wanted.equals(is)) {
                lines.add(key + " is " + is + " instead of " + wanted);
            }
        }
        return String.join("\n", lines);
    }
}

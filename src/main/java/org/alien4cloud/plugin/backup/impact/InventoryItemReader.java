package org.alien4cloud.plugin.backup.impact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.io.Digests;
import org.elasticsearch.common.bytes.BytesReference;

/**
 * Reads inventory items from documents. It knows which fields of which index hold the name and what warnings depend on.
 */
final class InventoryItemReader {

    static final String ACTIVE = "active";
    static final String PASSWORD = "password";
    static final String ROLES = "roles";
    static final String GROUP_ROLES = "groupRoles";
    static final String GROUPS = "groups";
    static final String ENABLED = "enabled";
    static final String STATE = "state";
    static final String VERSION = "version";
    static final String URL = "url";
    static final String ORCHESTRATOR = "orchestratorId";
    /** The index that says where an application's set-up is kept in git. */
    static final String GIT_LOCATIONS = "gitlocation";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lists the fields that are read from the documents of an index. */
    private static final class Fields {
        private final String name;
        private final Map<String, String> pointers = new HashMap<>();

        /** @param name JSON pointer to the name */
        Fields(String name, String... fields) {
            this.name = name;
            for (String field : fields) {
                pointers.put(field, '/' + field);
            }
        }

        Fields with(String field, String pointer) {
            pointers.put(field, pointer);
            return this;
        }
    }

    private static final Map<String, Fields> READ = fields();

    private InventoryItemReader() {}

    private static Map<String, Fields> fields() {
        Map<String, Fields> read = new HashMap<>();
        read.put("application", new Fields("/name"));
        read.put("applicationversion", new Fields("", "applicationId"));
        read.put("applicationenvironment", new Fields("/name", "applicationId"));
        read.put("deployment", new Fields("/sourceName", ORCHESTRATOR, "environmentId").with(ACTIVE, "/endDate"));
        read.put("orchestrator", new Fields("/name", "pluginId", "pluginBean", "deploymentNamePattern", STATE));
        read.put("location", new Fields("/name", ORCHESTRATOR, "infrastructureType"));
        read.put("locationresourcetemplate", new Fields("/name", "locationId"));
        read.put("policylocationresourcetemplate", new Fields("/name", "locationId"));
        read.put("serviceresource", new Fields("/name", VERSION));
        read.put("plugin", new Fields("/descriptor/name", ENABLED).with(VERSION, "/descriptor/version"));
        read.put("user", new Fields("/username", PASSWORD, ROLES, GROUPS, GROUP_ROLES, ENABLED));
        read.put("group", new Fields("/name", ROLES));
        read.put("repository", new Fields("/name", "pluginId", "repositoryType"));
        read.put("metapropconfiguration", new Fields("/name"));
        read.put(GIT_LOCATIONS, new Fields("", URL));
        return Collections.unmodifiableMap(read);
    }

    /** Tells whether the documents of this index are items. */
    static boolean reads(String index) {
        return InventoryCategory.of(index) != InventoryCategory.OTHER || READ.containsKey(index);
    }

    /** Reads an item. A document that is not a JSON object still becomes an item with its id. */
    static InventoryItem read(String index, String id, BytesReference source) {
        Fields fields = READ.get(index);
        if (fields == null) {
            return new InventoryItem(index, id, null, null);
        }
        JsonNode document;
        try {
            document = JSON.readTree(source.streamInput());
        } catch (IOException e) {
            return new InventoryItem(index, id, null, null);
        }
        Map<String, String> values = new TreeMap<>();
        fields.pointers.forEach((field, pointer) -> {
            String value = value(field, document.at(pointer));
            if (!value.isEmpty()) {
                values.put(field, value);
            }
        });
        JsonNode name = document.at(fields.name);
        return new InventoryItem(index, id, name.isTextual() ? name.asText() : null, values);
    }

    private static String value(String field, JsonNode value) {
        switch (field) {
            case ACTIVE:
                return Boolean.toString(value.isNull() || value.isMissingNode());
            case PASSWORD:
                return value.isTextual()
                        ? Digests.hex(Digests.sha256().digest(value.asText().getBytes(StandardCharsets.UTF_8)))
                        : "";
            case URL:
                // any other URL may contain a password
                return value.asText().startsWith("file:") ? value.asText() : "";
            default:
                return value.isArray() ? sorted(value) : value.asText();
        }
    }

    private static String sorted(JsonNode values) {
        TreeSet<String> sorted = new TreeSet<>();
        values.forEach(value -> sorted.add(value.asText()));
        return String.join(",", sorted);
    }
}

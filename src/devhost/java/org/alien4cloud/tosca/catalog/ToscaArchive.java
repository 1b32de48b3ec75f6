package org.alien4cloud.tosca.catalog;

import alien4cloud.exception.InvalidArgumentException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A TOSCA archive, read from its YAML, and the documents that A4C keeps of it. */
public final class ToscaArchive {
    private static final Map<String, String> TYPE_SECTIONS = new LinkedHashMap<>();

    static {
        TYPE_SECTIONS.put("artifact_types", "artifacttype");
        TYPE_SECTIONS.put("capability_types", "capabilitytype");
        TYPE_SECTIONS.put("node_types", "nodetype");
        TYPE_SECTIONS.put("relationship_types", "relationshiptype");
        TYPE_SECTIONS.put("data_types", "datatype");
        TYPE_SECTIONS.put("policy_types", "policytype");
    }

    private final String yamlFile;
    private final Map<String, Object> yaml;
    private final String name;
    private final String version;

    private ToscaArchive(String yamlFile, Map<String, Object> yaml) {
        this.yamlFile = yamlFile;
        this.yaml = yaml;
        Map<String, Object> metadata = section(yaml, "metadata");
        this.name = text(metadata.getOrDefault("template_name", yaml.get("template_name")), "template_name");
        this.version =
                text(metadata.getOrDefault("template_version", yaml.get("template_version")), "template_version");
    }

    /** @throws InvalidArgumentException when it is no TOSCA, or names no archive or version that can be a directory */
    public static ToscaArchive parse(String yamlFile, String content) {
        Object read = new Yaml().load(content);
        if (!(read instanceof Map) || !((Map<?, ?>) read).containsKey("tosca_definitions_version")) {
            throw new InvalidArgumentException(
                    "<" + yamlFile + "> is no TOSCA definition: it has no tosca_definitions_version.");
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> yaml = (Map<String, Object>) read;
        return new ToscaArchive(yamlFile, yaml);
    }

    private static String text(Object value, String key) {
        if (value == null || !String.valueOf(value).matches("[\\w.-]*\\w[\\w.-]*")) {
            throw new InvalidArgumentException(
                    "metadata." + key + " is <" + value + ">: letters, digits, '_', '-', '.' are needed.");
        }
        return String.valueOf(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> yaml, String key) {
        Object value = yaml.get(key);
        return value instanceof Map ? (Map<String, Object>) value : new LinkedHashMap<>();
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    /** Name and version: the id of its document and of its topology's. */
    public String id() {
        return name + ":" + version;
    }

    public boolean isSnapshot() {
        return version.endsWith("-SNAPSHOT");
    }

    /** The document of index {@code csar}. */
    public Map<String, Object> csarDocument(long time) {
        Map<String, Object> csar = new LinkedHashMap<>();
        csar.put("id", id());
        csar.put("name", name);
        csar.put("version", version);
        csar.put("toscaDefinitionsVersion", String.valueOf(yaml.get("tosca_definitions_version")));
        csar.put("description", yaml.get("description"));
        csar.put("yamlFilePath", yamlFile);
        csar.put("workspace", "ALIEN_GLOBAL_WORKSPACE");
        csar.put("importSource", "UPLOAD");
        csar.put("hasTopology", yaml.containsKey("topology_template"));
        csar.put("nodeTypesCount", section(yaml, "node_types").size());
        csar.put("importDate", time);
        return csar;
    }

    /** The documents of its types: index, then id, then document. */
    public Map<String, Map<String, Map<String, Object>>> typeDocuments(long time) {
        Map<String, Map<String, Map<String, Object>>> documents = new LinkedHashMap<>();
        TYPE_SECTIONS.forEach((section, index) -> section(yaml, section).forEach((elementId, definition) -> {
            Map<String, Object> type = new LinkedHashMap<>();
            type.put("id", elementId + ":" + version);
            type.put("elementId", elementId);
            type.put("archiveName", name);
            type.put("archiveVersion", version);
            type.put("workspace", "ALIEN_GLOBAL_WORKSPACE");
            type.put("creationDate", time);
            type.put("lastUpdateDate", time);
            if (definition instanceof Map) {
                type.put("description", ((Map<?, ?>) definition).get("description"));
                type.put("derivedFrom", ((Map<?, ?>) definition).get("derived_from"));
                type.put("properties", ((Map<?, ?>) definition).get("properties"));
            }
            documents.computeIfAbsent(index, none -> new LinkedHashMap<>()).put((String) type.get("id"), type);
        }));
        return documents;
    }

    /** The document of index {@code topology}, or null when the archive has no topology. */
    public Map<String, Object> topologyDocument(long time) {
        if (!yaml.containsKey("topology_template")) {
            return null;
        }
        Map<String, Object> topology = new LinkedHashMap<>();
        topology.put("id", id());
        topology.put("archiveName", name);
        topology.put("archiveVersion", version);
        topology.put("workspace", "ALIEN_GLOBAL_WORKSPACE");
        topology.put("creationDate", time);
        topology.put("lastUpdateDate", time);
        topology.put("nodeTemplates", section(section(yaml, "topology_template"), "node_templates"));
        return topology;
    }

    /** The indices that types of archives are in. */
    static Iterable<String> typeIndices() {
        return TYPE_SECTIONS.values();
    }
}

package org.alien4cloud.plugin.backup.service;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.EngineKind;

/** Says which index engine new backups use, and where Elasticsearch keeps its snapshots. */
public final class EngineProperties {

    /** The default: the best engine that works. */
    public static final EngineProperties DEFAULT = new EngineProperties(EngineKind.AUTO, "fs", Collections.emptyMap());

    private final EngineKind kind;
    private final String repositoryType;
    private final Map<String, String> repositorySettings;

    /**
     * @param kind engine of backups that do not request one ({@code backup.engine})
     * @param repositoryType as Elasticsearch names it ({@code backup.elasticsearch.repository.type})
     * @param repositorySettings as Elasticsearch documents them for this type
     *     ({@code backup.elasticsearch.repository.settings.*}); may hold secrets
     */
    public EngineProperties(EngineKind kind, String repositoryType, Map<String, String> repositorySettings) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.repositoryType = Objects.requireNonNull(repositoryType, "repositoryType");
        this.repositorySettings = Collections.unmodifiableMap(new TreeMap<>(repositorySettings));
    }

    public EngineKind kind() {
        return kind;
    }

    String repositoryType() {
        return repositoryType;
    }

    Map<String, String> repositorySettings() {
        return repositorySettings;
    }
}

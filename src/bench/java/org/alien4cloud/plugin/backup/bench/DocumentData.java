package org.alien4cloud.plugin.backup.bench;

import java.util.Random;

/** Texts as documents of Alien4Cloud have them. */
public final class DocumentData {

    private static final String[] WORDS =
            ("name archiveName archiveVersion elementId description properties capabilities requirements attributes "
                            + "interfaces artifacts derivedFrom workspace nestedVersion true false null string integer required constraints definition entrySchema "
                            + "password operations implementationArtifact inputParameters outputs org.alien4cloud.nodes.Compute tosca.nodes.Root "
                            + "tosca.relationships.DependsOn tosca.capabilities.Node 1.0.0-SNAPSHOT creationDate lastUpdateDate hash tags icon")
                    .split(" ");

    private final Random random;

    public DocumentData(long seed) {
        this.random = new Random(seed);
    }

    /**
     * What Alien4Cloud's own words make: gzip makes an export of such documents a sixth, while those of a new
     * Alien4Cloud 3.7.0 with a deployed application become an eighth.
     */
    public String words(int bytes) {
        StringBuilder text = new StringBuilder(bytes + 40);
        while (text.length() < bytes) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }
}

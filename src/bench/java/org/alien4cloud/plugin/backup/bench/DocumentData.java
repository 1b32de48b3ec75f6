package org.alien4cloud.plugin.backup.bench;

import java.util.Random;

/** Generates texts like those in the documents of Alien4Cloud. */
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
     * Returns a text of Alien4Cloud's own words. gzip shrinks an export of such documents to a sixth; it shrinks those
     * of a new Alien4Cloud 3.7.0 with a deployed application to an eighth.
     */
    public String words(int bytes) {
        StringBuilder text = new StringBuilder(bytes + 40);
        while (text.length() < bytes) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }
}

package org.alien4cloud.devhost.sample;

import java.util.Random;
import java.util.UUID;

/** Makes names and texts of the sample data. */
final class SampleText {
    private static final String[] WORDS = {
        "amber", "basalt", "cedar", "delta", "ember", "fjord", "garnet", "harbour", "indigo", "jasper", "kelp",
        "lichen", "meadow", "nectar", "opal", "prairie", "quartz", "river", "sierra", "tundra", "umber", "valley",
        "willow", "zephyr"
    };

    private SampleText() {}

    static String archiveName(int number) {
        return "sample-" + WORDS[number % WORDS.length] + "-" + number;
    }

    static String sentence(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 5 + random.nextInt(10); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(i > 1 ? ' ' : '.');
        }
        return text.toString();
    }

    static String uuid(Random random) {
        return new UUID(random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() & ~(3L << 62) | 2L << 62).toString();
    }

    /** A TOSCA definition with five node types, a capability type and a topology. */
    static String definition(String name, String version, Random random) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("tosca_definitions_version: alien_dsl_3_0_0\n\n");
        yaml.append("metadata:\n  template_name: ")
                .append(name)
                .append("\n  template_version: ")
                .append(version)
                .append("\n  template_author: sample\n\n");
        yaml.append("description: ").append(sentence(random)).append("\n\n");
        String prefix = "org.example." + name.replace('-', '.');
        yaml.append("capability_types:\n  ")
                .append(prefix)
                .append(".Endpoint:\n    derived_from: tosca.capabilities.Endpoint\n\nnode_types:\n");
        for (int i = 0; i < 5; i++) {
            yaml.append("  ")
                    .append(prefix)
                    .append(".Node")
                    .append(i)
                    .append(":\n    derived_from: tosca.nodes.SoftwareComponent\n    description: ")
                    .append(sentence(random))
                    .append("\n    properties:\n      port:\n        type: integer\n        default: ")
                    .append(1024 + random.nextInt(60_000))
                    .append("\n      label:\n        type: string\n        default: ")
                    .append(WORDS[random.nextInt(WORDS.length)])
                    .append('\n');
        }
        yaml.append("\ntopology_template:\n  node_templates:\n");
        for (int i = 0; i < 5; i++) {
            yaml.append("    node_")
                    .append(i)
                    .append(":\n      type: ")
                    .append(prefix)
                    .append(".Node")
                    .append(i)
                    .append("\n      properties:\n        port: ")
                    .append(1024 + random.nextInt(60_000))
                    .append('\n');
        }
        return yaml.toString();
    }
}

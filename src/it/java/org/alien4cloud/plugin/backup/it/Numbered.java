package org.alien4cloud.plugin.backup.it;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Makes contents that show their version: each contains the text {@code number <n>}, or displays it. */
final class Numbered {
    private static final Pattern NUMBER = Pattern.compile("\\bnumber (\\d+)\\b");
    private static final int SIDE = 80;

    private Numbered() {}

    static String text(long number) {
        return "number " + number;
    }

    /** The first number in the text; -1 if there is none. */
    static long numberIn(String text) {
        Matcher matcher = NUMBER.matcher(text == null ? "" : text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** An archive whose files and types differ from version to version, each with the number. */
    static Path archive(String name, String version, long number) throws IOException {
        StringBuilder yaml =
                new StringBuilder("tosca_definitions_version: alien_dsl_3_0_0\nmetadata:\n  template_name: " + name
                        + "\n  template_version: " + version + "\ndescription: " + text(number) + "\nnode_types:\n");
        for (int i = 0; i <= number % 3; i++) {
            yaml.append("  org.example.")
                    .append(name)
                    .append(".Node")
                    .append(i)
                    .append(":\n    derived_from: tosca.nodes.Root\n    description: ")
                    .append(text(number))
                    .append('\n');
        }
        yaml.append("topology_template:\n  node_templates:\n    one:\n      type: org.example.")
                .append(name)
                .append(".Node0\n      note: ")
                .append(text(number))
                .append('\n');
        Map<String, String> files = new LinkedHashMap<>();
        files.put("definition.yml", yaml.toString());
        for (int i = 0; i <= number % 4; i++) {
            files.put("scripts/step" + i + ".sh", "#!/bin/sh\n# " + text(number) + "\n");
        }
        files.put("data/big.txt", lines(number, 40_000 + (int) (number % 7) * 8000));
        return PluginZips.zip(name, files);
    }

    /** Lines with the number, so many bytes or a little more. */
    static String lines(long number, int bytes) {
        String line = text(number) + " of many lines\n";
        return line.repeat(bytes / line.length() + 1);
    }

    /** A picture in one colour, which is the number. */
    static Path picture(Path file, long number) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < SIDE; x++) {
            for (int y = 0; y < SIDE; y++) {
                image.setRGB(x, y, (int) number & 0xffffff);
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** What a truncating writer leaves: exactly {@code bytes} long whatever the number is. */
    static byte[] setUp(long number, int bytes) {
        StringBuilder yaml = new StringBuilder(String.format("first: number %012d\n", number));
        String filler = "filler: \"" + "x".repeat(50) + "\"\n";
        while (yaml.length() < bytes - 100) {
            yaml.append(filler);
        }
        String last = String.format("last: number %012d\n", number);
        yaml.append("x".repeat(bytes - yaml.length() - last.length() - 1))
                .append('\n')
                .append(last);
        return yaml.toString().getBytes(StandardCharsets.UTF_8);
    }
}

package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the commands of docs/last-resort.md as they are printed there. */
final class LastResort {

    private static final Path PAGE = Paths.get("docs", "last-resort.md");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```\\n(.*?)^```$", Pattern.DOTALL);

    private final String definitions;

    /** @param server a directory with the data directory .alien, and config/, in it */
    LastResort(Path server, Path backups, String name, Path archive) {
        String first = blocks(section("# Alien4Cloud does not start")).get(0);
        definitions = define(
                        define(
                                define(
                                        define(define(first, "a4c", server), "data", server.resolve(".alien")),
                                        "backups",
                                        backups),
                                "cli",
                                CommandLineProcess.program().resolve("bin/alien4cloud-backup")),
                        "name",
                        name)
                + "archive=" + archive + "\n";
    }

    private static String define(String definitions, String variable, Object value) {
        String defined =
                definitions.replaceAll("(?m)^" + variable + "=\\S+", Matcher.quoteReplacement(variable + "=" + value));
        if (defined.equals(definitions)) {
            throw new AssertionError("The page defines no " + variable);
        }
        return defined;
    }

    private static String section(String heading) {
        try {
            String page = Files.readString(PAGE);
            int begin = page.indexOf(heading);
            if (begin < 0) {
                throw new AssertionError("The page has no '" + heading + "'");
            }
            int end = page.indexOf("\n## ", begin + heading.length());
            return page.substring(begin, end < 0 ? page.length() : end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> blocks(String section) {
        List<String> blocks = new ArrayList<>();
        for (Matcher matcher = BLOCK.matcher(section); matcher.find(); ) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /**
     * Runs all commands of a section, one after the other.
     *
     * @param number of the section
     * @param exitCodes of its commands; 0 where there are no more
     * @return what they wrote
     */
    String run(int number, Integer... exitCodes) {
        List<Integer> expected = new ArrayList<>(Arrays.asList(exitCodes));
        StringBuilder written = new StringBuilder();
        for (String command :
                String.join("", blocks(section("## " + number + ". "))).split("\n")) {
            try {
                ProcessBuilder shell = new ProcessBuilder("sh", "-euc", definitions + command);
                shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
                shell.environment().put("JAVA_OPTS", CommandLineProcess.javaOptions());
                CommandLineProcess.Result result = CommandLineProcess.await(shell.start());
                written.append(result.expect(expected.isEmpty() ? 0 : expected.remove(0)).out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return written.toString();
    }
}

package org.alien4cloud.plugin.backup.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import picocli.CommandLine;

public class HelpTest {

    private static final String PROGRAM = "alien4cloud-backup ";
    private static final int COLUMNS = 80;

    private static CommandLine commandLine() {
        return new CommandLine(new BackupCommandLine(System.out, System.err));
    }

    /** Returns the commands in the examples of a command; joins those of several lines. */
    private static List<String> examples(CommandLine command) {
        List<String> examples = new ArrayList<>();
        String whole = String.join("\n", command.getCommandSpec().usageMessage().footer())
                .replace("\\\n", "");
        for (String line : whole.split("\n")) {
            if (line.trim().startsWith(PROGRAM)) {
                examples.add(line.trim()
                        .substring(PROGRAM.length())
                        .replaceAll("\"[^\"]*\"", "words")
                        .replaceAll("\\s+", " "));
            }
        }
        return examples;
    }

    @Test
    public void showsExamplesThatFitAndParse() {
        for (Map.Entry<String, CommandLine> command :
                commandLine().getSubcommands().entrySet()) {
            if (!(command.getValue().getCommand() instanceof ServerCommand)) {
                continue;
            }
            List<String> examples = examples(command.getValue());
            assertFalse(command.getKey(), examples.isEmpty());
            for (String example : examples) {
                CommandLine.ParseResult parsed = commandLine().parseArgs(example.split(" "));
                assertEquals(
                        example,
                        command.getKey(),
                        parsed.subcommand().commandSpec().name());
            }
            for (String line :
                    command.getValue().getCommandSpec().usageMessage().footer()) {
                assertTrue(line, line.length() <= COLUMNS);
            }
        }
    }

    @Test
    public void completesCommandsAndOptions() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, new BackupCommandLine(new PrintStream(out), System.err).execute("generate-completion"));
        for (String word : Arrays.asList("restore", "import-scripts", "--rewrite-locations", "--dry-run")) {
            assertTrue(word, out.toString().contains(word));
        }
    }
}

package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.DataInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Checks the content of the zip that an administrator uploads, above all what it must not contain. */
public class PluginZipIT {

    private static final int JAVA_8 = 52;
    private final Path zip = Paths.get(System.getProperty("plugin.zip"));

    @Test
    public void holdsTheDescriptorWithTheBuildsVersion() throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            String descriptor = read(file, "META-INF/plugin.yml");
            assertTrue(descriptor, descriptor.contains("id: alien4cloud-backup-plugin"));
            assertTrue(
                    zip + " and " + descriptor,
                    zip.getFileName()
                            .toString()
                            .equals("alien4cloud-backup-plugin-"
                                    + descriptor.replaceAll("(?s).*\nversion: \"([^\n]+)\"\n.*", "$1") + ".zip"));
            assertFalse("unfiltered: " + descriptor, descriptor.contains("${"));
            String main = descriptor.replaceAll("(?s).*configuration_class: ([^\n]+)\n.*", "$1");
            assertNotNull(main, file.getEntry(main.replace('.', '/') + ".class"));
        }
    }

    @Test
    public void holdsTheUserInterfaceThatTheDescriptorNames() throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            String descriptor = read(file, "META-INF/plugin.yml");
            String entryPoint = descriptor.replaceAll("(?s).*ui_entry_point: ([^\n]+)\n.*", "$1");
            assertNotNull(entryPoint, file.getEntry("ui/" + entryPoint));
        }
    }

    /** A script that registers under another name breaks Alien4Cloud's login page. */
    @Test
    public void registersItsScriptUnderTheNameOfThePluginId() throws Exception {
        Matcher words = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+|[0-9]+").matcher("alien4cloud-backup-plugin");
        StringBuilder camelCase = new StringBuilder();
        while (words.find()) {
            String word = words.group();
            camelCase.append(
                    camelCase.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        try (ZipFile file = new ZipFile(zip.toFile())) {
            String script = read(file, "ui/scripts/backup.js");
            assertTrue(
                    camelCase + " in " + script,
                    script.contains("window." + camelCase + ".define('alien4cloud-backup-plugin'"));
        }
    }

    @Test
    public void holdsOnlyOurOwnClasses() throws Exception {
        for (String name : names()) {
            assertTrue(
                    name,
                    name.startsWith("org/alien4cloud/plugin/backup/")
                            || name.startsWith("META-INF/")
                            || name.startsWith("ui/")
                            || name.equals("org/")
                            || name.equals("org/alien4cloud/")
                            || name.equals("org/alien4cloud/plugin/"));
            assertFalse(name, name.endsWith(".jar"));
            assertFalse(name, name.endsWith(".class") && !name.startsWith("org/alien4cloud/plugin/backup/"));
        }
    }

    @Test
    public void holdsEveryShippedClassOfTheBuild() throws Exception {
        Path classes = Paths.get("target/classes");
        try (Stream<Path> files = Files.walk(classes.resolve("org/alien4cloud/plugin/backup"))) {
            List<String> built = files.filter(Files::isRegularFile)
                    .map(file -> classes.relativize(file).toString())
                    .filter(name -> !name.startsWith("org/alien4cloud/plugin/backup/cli/"))
                    .sorted()
                    .collect(Collectors.toList());
            List<String> shipped = names().stream()
                    .filter(name -> name.startsWith("org/") && !name.endsWith("/"))
                    .sorted()
                    .collect(Collectors.toList());
            assertFalse(built.isEmpty());
            assertEquals(built, shipped);
        }
    }

    @Test
    public void runsOnJava8AndKeepsParameterNames() throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (String name : names()) {
                if (name.endsWith(".class")) {
                    try (DataInputStream in = new DataInputStream(file.getInputStream(file.getEntry(name)))) {
                        assertEquals(name, 0xCAFEBABE, in.readInt());
                        in.readUnsignedShort();
                        assertEquals(name, JAVA_8, in.readUnsignedShort());
                    }
                }
            }
            assertEquals(
                    "name",
                    firstParameterOf(file, "org/alien4cloud/plugin/backup/rest/BackupController.class", "show"));
        }
    }

    private static String firstParameterOf(ZipFile file, String className, String method) throws Exception {
        String[] found = new String[1];
        try (InputStream in = file.getInputStream(file.getEntry(className))) {
            new ClassReader(in)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access,
                                        String name,
                                        String descriptor,
                                        String signature,
                                        String[] exceptions) {
                                    return !name.equals(method)
                                            ? null
                                            : new MethodVisitor(Opcodes.ASM9) {
                                                @Override
                                                public void visitParameter(String parameter, int parameterAccess) {
                                                    found[0] = found[0] == null ? parameter : found[0];
                                                }
                                            };
                                }
                            },
                            0);
        }
        return found[0];
    }

    private List<String> names() throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return file.stream().map(ZipEntry::getName).collect(Collectors.toList());
        }
    }

    private static String read(ZipFile file, String name) throws Exception {
        assertNotNull(name, file.getEntry(name));
        try (InputStream in = file.getInputStream(file.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

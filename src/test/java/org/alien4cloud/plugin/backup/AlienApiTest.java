package org.alien4cloud.plugin.backup;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Holds docs/alien-api.txt to the byte code: it lists every class and member of Alien4Cloud's own that the shipped
 * classes reference, so that anyone can compare it with a real Alien4Cloud. After a deliberate change, copy
 * target/alien-api.txt, which this test writes, over it.
 */
public class AlienApiTest {

    private static final Pattern ALIEN_CLASS =
            Pattern.compile("(?<!/)(alien4cloud|org/alien4cloud/(?!plugin/backup/)[a-z]|org/elasticsearch/mapping)"
                    + "[A-Za-z0-9_$/]*/[A-Z][A-Za-z0-9_$]*");

    private final SortedSet<String> references = new TreeSet<>();

    @Test
    public void listsAllThatTheShippedClassesReference() throws Exception {
        Path root = Paths.get("target/classes/org/alien4cloud/plugin/backup");
        try (Stream<Path> classes = Files.walk(root)) {
            for (Path file :
                    classes.filter(path -> path.toString().endsWith(".class")).collect(Collectors.toList())) {
                collect(Files.readAllBytes(file));
            }
        }
        Files.write(Paths.get("target/alien-api.txt"), references);

        assertTrue("the collector sees nothing", references.stream().anyMatch(line -> line.contains("getClient")));
        assertEquals(
                new String(Files.readAllBytes(Paths.get("docs/alien-api.txt")), StandardCharsets.UTF_8),
                references.stream().map(line -> line + "\n").collect(Collectors.joining()));
    }

    private void collect(byte[] bytes) throws IOException {
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String name,
                                    String signature,
                                    String superName,
                                    String[] interfaces) {
                                types(superName);
                                types(signature);
                                types(String.join(";", interfaces));
                            }

                            @Override
                            public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
                                types(descriptor);
                                return null;
                            }

                            @Override
                            public FieldVisitor visitField(
                                    int access, String name, String descriptor, String signature, Object value) {
                                types(descriptor);
                                types(signature);
                                return null;
                            }

                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                types(descriptor);
                                types(signature);
                                types(exceptions == null ? null : String.join(";", exceptions));
                                return new BodyCollector();
                            }
                        },
                        ClassReader.SKIP_DEBUG);
    }

    private void types(String text) {
        if (text != null) {
            Matcher matcher = ALIEN_CLASS.matcher(text);
            while (matcher.find()) {
                references.add(matcher.group().replace('/', '.'));
            }
        }
    }

    private void member(String owner, String name, String descriptor) {
        if (ALIEN_CLASS.matcher(owner).matches()) {
            references.add(owner.replace('/', '.') + " " + name + " " + descriptor);
        }
        types(owner);
        types(descriptor);
    }

    private final class BodyCollector extends MethodVisitor {

        BodyCollector() {
            super(Opcodes.ASM9);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            types(descriptor);
            return null;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            member(owner, name, descriptor);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            member(owner, name, descriptor);
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
            types(type);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            types(descriptor);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            types(type);
        }

        @Override
        public void visitLdcInsn(Object value) {
            types(String.valueOf(value));
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            types(descriptor);
            for (Object argument : arguments) {
                if (argument instanceof Handle) {
                    Handle handle = (Handle) argument;
                    member(handle.getOwner(), handle.getName(), handle.getDesc());
                } else {
                    types(String.valueOf(argument));
                }
            }
        }
    }
}

package org.alien4cloud.plugin.backup.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/**
 * Reads and writes a {@link FileEntry} token by token, with the same result as {@link AsciiJson#mapper()}. It exists
 * for lists of all files: the mapper takes several times as long, in a short process mostly for compiling it.
 */
public final class EntryJson {

    private EntryJson() {}

    /**
     * Reads the entry whose first token is the parser's current one.
     *
     * @return null if that is a null
     * @throws com.fasterxml.jackson.core.JsonProcessingException if there is something else, or an entry that cannot be
     */
    public static FileEntry read(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        requireObject(in);
        return new Fields().read(in);
    }

    /** @throws JsonParseException if the parser's current token does not begin an object */
    public static void requireObject(JsonParser in) throws JsonParseException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(in, "No object");
        }
    }

    private static final class Fields {

        private String path;
        private FileEntry.Type type;
        private long size;
        private long mtime;
        private int mode;
        private String owner;
        private String group;
        private String sha256;
        private String target;
        private long ctime;
        private long inode;

        FileEntry read(JsonParser in) throws IOException {
            try {
                for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    in.nextToken();
                    value(name, in);
                }
                if (type != null && in.currentToken() == JsonToken.END_OBJECT) {
                    return FileEntry.builder(path, type)
                            .size(size)
                            .mtime(mtime)
                            .mode(mode)
                            .owner(owner)
                            .group(group)
                            .sha256(sha256)
                            .target(target)
                            .ctime(ctime)
                            .inode(inode)
                            .build();
                }
            } catch (InvalidInputException | IllegalArgumentException e) {
                throw new JsonParseException(in, "No entry of a file", e);
            }
            throw new JsonParseException(in, "No entry of a file");
        }

        private void value(String name, JsonParser in) throws IOException {
            switch (name) {
                case "path":
                    path = in.getValueAsString();
                    break;
                case "type":
                    type = FileEntry.Type.valueOf(in.getText());
                    break;
                case "size":
                    size = in.getLongValue();
                    break;
                case "mtime":
                    mtime = in.getLongValue();
                    break;
                case "mode":
                    mode = in.getIntValue();
                    break;
                default:
                    rareValue(name, in);
            }
        }

        private void rareValue(String name, JsonParser in) throws IOException {
            switch (name) {
                case "owner":
                    owner = in.getValueAsString();
                    break;
                case "group":
                    group = in.getValueAsString();
                    break;
                case "sha256":
                    sha256 = in.getValueAsString();
                    break;
                case "target":
                    target = in.getValueAsString();
                    break;
                case "ctime":
                    ctime = in.getLongValue();
                    break;
                case "inode":
                    inode = in.getLongValue();
                    break;
                default:
                    in.skipChildren();
            }
        }
    }

    /** Writes an entry as a value, without fields that are null, empty or 0. */
    public static void write(FileEntry entry, JsonGenerator out) throws IOException {
        out.writeStartObject();
        text("path", entry.path(), out);
        text("type", entry.type().name(), out);
        number("size", entry.size(), out);
        number("mtime", entry.mtime(), out);
        number("mode", entry.mode(), out);
        text("owner", entry.owner(), out);
        text("group", entry.group(), out);
        text("sha256", entry.sha256(), out);
        text("target", entry.target(), out);
        number("ctime", entry.ctime(), out);
        number("inode", entry.inode(), out);
        out.writeEndObject();
    }

    private static void text(String name, String value, JsonGenerator out) throws IOException {
        if (value != null && !value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    private static void number(String name, long value, JsonGenerator out) throws IOException {
        if (value != 0) {
            out.writeNumberField(name, value);
        }
    }
}

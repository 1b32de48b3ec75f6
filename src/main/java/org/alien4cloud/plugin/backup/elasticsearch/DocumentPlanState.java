package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * Stores what a plan knows besides its logs: {@code documents.json} in its work directory. Changes only while the plan
 * is made.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class DocumentPlanState {

    static final String FILE = "documents.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    int version = 1;
    String backup;
    List<Index> indices = new ArrayList<>();
    String targetSha256;
    long operations;
    long bytes;

    /** Describes one index of a plan. */
    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Index {

        String name;
        /** The type of its documents, which Elasticsearch requires in a bulk request. */
        String type;
        /** The uuid of the live index when it was compared. */
        String uuid;

        List<Long> maxSeqNos = new ArrayList<>();
        List<String> histories = new ArrayList<>();
        /** Whether its sequence numbers tell its content at that time. */
        boolean lasting;
        /** How many documents it has once the plan is applied. */
        long documents;

        long operations;
        /** What the live mapping lacks and the plan adds first, below the type; null if it lacks nothing. */
        Map<String, Object> addedMapping;
        /** The live mapping before that addition; null if nothing is added. */
        Map<String, Object> liveMapping;

        boolean isStill(IndexState live) {
            return lasting && live.isStill(uuid, maxSeqNos, histories);
        }

        /** Tells whether only this plan wrote since the comparison: each write takes one sequence number. */
        boolean isMovedOnlyByPlan(IndexState live) {
            return lasting
                    && live.isLasting()
                    && live.uuid().equals(uuid)
                    && live.histories().equals(histories)
                    && sum(live.maxSeqNos()) - sum(maxSeqNos) == operations;
        }

        private static long sum(List<Long> numbers) {
            return numbers.stream().mapToLong(Long::longValue).sum();
        }

        void compared(IndexState live) {
            uuid = live.uuid();
            maxSeqNos = new ArrayList<>(live.maxSeqNos());
            histories = new ArrayList<>(live.histories());
            lasting = live.isLasting();
        }
    }

    /** Returns the names of all planned indices. */
    List<String> names() {
        return indices.stream().map(index -> index.name).collect(Collectors.toList());
    }

    /** Returns the names of the indices that the plan changes, sorted. */
    Set<String> touched() {
        Set<String> touched = new TreeSet<>();
        indices.stream().filter(index -> index.operations > 0).forEach(index -> touched.add(index.name));
        return Collections.unmodifiableSet(touched);
    }

    /** Returns the names of the indices in which nothing changes. */
    List<String> untouched() {
        return indices.stream()
                .filter(index -> index.operations == 0)
                .map(index -> index.name)
                .collect(Collectors.toList());
    }

    /** Returns the type of the documents of each index. */
    Map<String, String> types() {
        Map<String, String> types = new TreeMap<>();
        indices.forEach(index -> types.put(index.name, index.type));
        return types;
    }

    static DocumentPlanState read(Path workDirectory) {
        Path file = workDirectory.resolve(FILE);
        try {
            DocumentPlanState state = JSON.readValue(Files.readAllBytes(file), DocumentPlanState.class);
            if (state.version != 1) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED,
                        "The plan " + file + " was made by a newer version of the plugin. Use that version.");
            }
            return state;
        } catch (NoSuchFileException e) {
            throw new BackupException(
                    BackupException.Kind.NOT_FOUND, "There is no plan for documents in " + workDirectory + ".", e);
        } catch (JsonProcessingException e) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "The plan " + file + " is damaged.", e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /** Replaces the file atomically, flushed to the disk. */
    void write(Path workDirectory) {
        Path file = workDirectory.resolve(FILE);
        try {
            DurableFiles.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
        }
    }
}

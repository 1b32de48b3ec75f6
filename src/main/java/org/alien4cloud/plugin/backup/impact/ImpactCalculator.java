package org.alien4cloud.plugin.backup.impact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.elasticsearch.common.bytes.BytesReference;

/** Adds up what a restore changes, and says what follows from it. */
public final class ImpactCalculator {

    /** Alien4Cloud makes them of other documents, at each of its starts. */
    private static final Set<String> REBUILT = new HashSet<>(Arrays.asList("suggestionentry", "simplesuggestionentry"));

    private final WarningRules judge;
    private final ChangeCounter documents = new ChangeCounter("documents", 0);
    private final Map<InventoryCategory, ChangeCounter> kinds = new EnumMap<>(InventoryCategory.class);
    /** By index whose documents the backup lacks: why. */
    private final Map<String, String> lacking = new HashMap<>();
    /** Of each index of which documents have no name, how many go or get older content. */
    private final Map<String, Long> unnamed = new TreeMap<>();

    /**
     * @param actingUser who is to restore
     * @param foreignDirectory data directory of the backup, if this server has another one; else null
     */
    public ImpactCalculator(String actingUser, String foreignDirectory) {
        this.judge = new WarningRules(actingUser, foreignDirectory);
        for (InventoryCategory kind : InventoryCategory.values()) {
            kinds.put(kind, new ChangeCounter(kind.label(), ChangeCount.NAMED));
        }
    }

    /** Whether documents of this index can be worth a warning. */
    public static boolean isJudged(String index) {
        return InventoryItemReader.reads(index);
    }

    /**
     * Notes that documents of an index cannot be restored: from then on none that would be written can be added.
     *
     * @param why a sentence or more, for a person
     */
    public void lack(String index, String why) {
        lacking.putIfAbsent(index, why);
    }

    /**
     * What a document is.
     *
     * @param source null where there is none
     * @return null then
     */
    public static InventoryItem piece(String index, String id, BytesReference source) {
        return source == null ? null : InventoryItemReader.read(index, id, source);
    }

    /**
     * @param now what the document is on this server; null if it is not there, or not known
     * @param then as {@code now}, in the backup
     * @param bytes to be written
     * @throws BackupException (CHECK_FAILED) if it would be written, and the backup lacks it: see {@link #lack}
     */
    public void document(Change change, String index, String id, InventoryItem now, InventoryItem then, long bytes) {
        if (change != Change.DELETE && lacking.containsKey(index)) {
            throw new BackupException(Kind.CHECK_FAILED, lacking.get(index));
        }
        InventoryItem piece = now == null ? then : now;
        documents.add(change, index, id, null, bytes);
        kinds.get(InventoryCategory.of(index)).add(change, index, id, piece == null ? null : piece.name(), bytes);
        if (InventoryCategory.of(index) == InventoryCategory.OTHER
                && change != Change.CREATE
                && !REBUILT.contains(index)) {
            unnamed.merge(index, 1L, Long::sum);
        }
        if ((now != null || change == Change.CREATE) && (then != null || change == Change.DELETE)) {
            judge.judge(change, now, then);
        }
    }

    /** @param item what it concerns; for a person */
    public void add(WarningType type, String item) {
        judge.add(type, item);
    }

    /**
     * Warns of what is lost without being named: documents that have no name, and files.
     *
     * @param files what changes of these
     */
    public void addUnnamed(ChangeCount files) {
        unnamed.forEach((index, count) ->
                judge.add(WarningType.OTHER_DOCUMENTS, String.format(Locale.ROOT, "%,d of %s", count, index)));
        if (files.delete() + files.replace() > 0) {
            judge.add(
                    WarningType.FILES,
                    String.format(Locale.ROOT, "%,d go, %,d get older content", files.delete(), files.replace()));
        }
    }

    /** How many things that an administrator knows by name are on this server and not in the backup: they go. */
    public long lost() {
        return judge.count(WarningType.LOST);
    }

    /** How many such things get older content. */
    public long overwritten() {
        return judge.count(WarningType.OVERWRITTEN);
    }

    public ChangeCount documents() {
        return documents.count();
    }

    /** One for each kind, in the order of their importance. */
    public List<ChangeCount> kinds() {
        List<ChangeCount> counts = new ArrayList<>();
        kinds.values().forEach(tally -> counts.add(tally.count()));
        return counts;
    }

    /** The worst first. */
    public List<ImpactWarning> warnings() {
        return judge.warnings();
    }

    /**
     * Tells apart what restores would do: 16 hexadecimal digits, the same for the same restore with the same warnings
     * about the same things, in whatever order they were found. Warnings of disk space, files and unnamed documents do
     * not count: they may change from one moment to the next, and are not what a user acknowledges.
     *
     * @param restore what is restored and how
     */
    public String digest(String restore) {
        return judge.digest(restore);
    }
}

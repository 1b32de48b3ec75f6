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

/** Adds up what a restore changes, and derives warnings from it. */
public final class ImpactCalculator {

    /** Indices that Alien4Cloud rebuilds from other documents whenever it starts. */
    private static final Set<String> REBUILT = new HashSet<>(Arrays.asList("suggestionentry", "simplesuggestionentry"));

    private final WarningRules rules;
    private final ChangeCounter documents = new ChangeCounter("documents", 0);
    private final Map<InventoryCategory, ChangeCounter> kinds = new EnumMap<>(InventoryCategory.class);
    /** Why the documents of an index cannot be restored, by index. */
    private final Map<String, String> unrestorable = new HashMap<>();
    /** How many documents without a name are deleted or get older content, by index. */
    private final Map<String, Long> unnamed = new TreeMap<>();

    /**
     * @param actingUser user who restores
     * @param foreignDirectory data directory of the backup, if this server has another one; else null
     */
    public ImpactCalculator(String actingUser, String foreignDirectory) {
        this.rules = new WarningRules(actingUser, foreignDirectory);
        for (InventoryCategory kind : InventoryCategory.values()) {
            kinds.put(kind, new ChangeCounter(kind.label(), ChangeCount.NAMED));
        }
    }

    /** Tells whether documents of this index can cause a warning. */
    public static boolean canWarn(String index) {
        return InventoryItemReader.reads(index);
    }

    /**
     * Notes that documents of an index cannot be restored. After that {@link #document} fails for a document of it that
     * would be written.
     *
     * @param why a sentence or more, for a person
     */
    public void markUnrestorable(String index, String why) {
        unrestorable.putIfAbsent(index, why);
    }

    /**
     * Reads what a document is.
     *
     * @param source null if there is none
     * @return null if there is no source
     */
    public static InventoryItem item(String index, String id, BytesReference source) {
        return source == null ? null : InventoryItemReader.read(index, id, source);
    }

    /**
     * Adds the change of a document.
     *
     * @param now the document on this server; null if there is none, or if it is not known
     * @param then the document in the backup, likewise
     * @param bytes to be written
     * @throws BackupException (CHECK_FAILED) if it would be written, but cannot be restored: see
     *     {@link #markUnrestorable}
     */
    public void document(Change change, String index, String id, InventoryItem now, InventoryItem then, long bytes) {
        if (change != Change.DELETE && unrestorable.containsKey(index)) {
            throw new BackupException(Kind.CHECK_FAILED, unrestorable.get(index));
        }
        InventoryItem item = now == null ? then : now;
        documents.add(change, index, id, null, bytes);
        kinds.get(InventoryCategory.of(index)).add(change, index, id, item == null ? null : item.name(), bytes);
        if (InventoryCategory.of(index) == InventoryCategory.OTHER
                && change != Change.CREATE
                && !REBUILT.contains(index)) {
            unnamed.merge(index, 1L, Long::sum);
        }
        if ((now != null || change == Change.CREATE) && (then != null || change == Change.DELETE)) {
            rules.apply(change, now, then);
        }
    }

    /**
     * Adds an item to a warning.
     *
     * @param item name of the item, for a person
     */
    public void add(WarningType type, String item) {
        rules.add(type, item);
    }

    /**
     * Adds warnings of losses that are only counted: documents without a name, and files.
     *
     * @param files changes of files
     */
    public void addUnnamed(ChangeCount files) {
        unnamed.forEach((index, count) ->
                rules.add(WarningType.OTHER_DOCUMENTS, String.format(Locale.ROOT, "%,d of %s", count, index)));
        if (files.delete() + files.replace() > 0) {
            rules.add(
                    WarningType.FILES,
                    String.format(Locale.ROOT, "%,d deleted, %,d with older content", files.delete(), files.replace()));
        }
    }

    /** Returns how many items that an administrator knows by name are deleted, since the backup does not have them. */
    public long lost() {
        return rules.count(WarningType.LOST);
    }

    /** Returns how many such items get older content. */
    public long overwritten() {
        return rules.count(WarningType.OVERWRITTEN);
    }

    public ChangeCount documents() {
        return documents.count();
    }

    /** Returns a count for each kind, the most important first. */
    public List<ChangeCount> kinds() {
        List<ChangeCount> counts = new ArrayList<>();
        kinds.values().forEach(counter -> counts.add(counter.count()));
        return counts;
    }

    /** Returns the warnings, the worst first. */
    public List<ImpactWarning> warnings() {
        return rules.warnings();
    }

    /**
     * Returns 16 hexadecimal digits that are the same for the same restore with the same warnings about the same items,
     * in any order. Warnings of disk space, files and unnamed documents do not count: they may change from one moment
     * to the next, and users do not acknowledge them.
     *
     * @param restore what is restored and how
     */
    public String digest(String restore) {
        return rules.digest(restore);
    }
}

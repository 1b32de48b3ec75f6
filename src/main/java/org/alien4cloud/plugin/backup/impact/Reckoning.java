package org.alien4cloud.plugin.backup.impact;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.elasticsearch.common.bytes.BytesReference;

/** Adds up what a restore changes, and what that means. */
public final class Reckoning {

    private final Judge judge;
    private final ChangeTally documents = new ChangeTally("documents", 0);
    private final Map<PieceKind, ChangeTally> kinds = new EnumMap<>(PieceKind.class);
    /** By index whose documents the backup lacks: why. */
    private final Map<String, String> lacking = new HashMap<>();

    /**
     * @param actingUser who is to restore
     * @param foreignDirectory data directory of the backup, if this server has another one; else null
     */
    public Reckoning(String actingUser, String foreignDirectory) {
        this.judge = new Judge(actingUser, foreignDirectory);
        for (PieceKind kind : PieceKind.values()) {
            kinds.put(kind, new ChangeTally(kind.label(), ChangeCount.NAMED));
        }
    }

    /** Whether documents of this index can be worth a warning. */
    public static boolean isJudged(String index) {
        return PieceReader.reads(index);
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
     * @param now sources of the document; null where there is none
     * @param then as {@code now}, in the backup
     */
    public void document(Change change, String index, String id, BytesReference now, BytesReference then) {
        document(change, index, id, now == null ? null : PieceReader.read(index, id, now), then == null ? null : PieceReader.read(index, id, then),
                then == null ? 0 : then.length());
    }

    /**
     * @param now what the document is on this server; null if it is not there, or not known
     * @param then as {@code now}, in the backup
     * @param bytes to be written
     * @throws BackupException (CHECK_FAILED) if it would be written, and the backup lacks it: see {@link #lack}
     */
    public void document(Change change, String index, String id, Piece now, Piece then, long bytes) {
        if (change != Change.DELETE && lacking.containsKey(index)) {
            throw new BackupException(Kind.CHECK_FAILED, lacking.get(index));
        }
        Piece piece = now == null ? then : now;
        documents.add(change, index, id, null, bytes);
        kinds.get(PieceKind.of(index)).add(change, index, id, piece == null ? null : piece.name(), bytes);
        if ((now != null || change == Change.CREATE) && (then != null || change == Change.DELETE)) {
            judge.judge(change, now, then);
        }
    }

    /** @param item what it concerns; for a person */
    public void add(Concern concern, String item) {
        judge.add(concern, item);
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
}

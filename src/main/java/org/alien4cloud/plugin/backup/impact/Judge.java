package org.alien4cloud.plugin.backup.impact;

import static org.alien4cloud.plugin.backup.impact.PieceReader.ACTIVE;
import static org.alien4cloud.plugin.backup.impact.PieceReader.ENABLED;
import static org.alien4cloud.plugin.backup.impact.PieceReader.GROUPS;
import static org.alien4cloud.plugin.backup.impact.PieceReader.GROUP_ROLES;
import static org.alien4cloud.plugin.backup.impact.PieceReader.ORCHESTRATOR;
import static org.alien4cloud.plugin.backup.impact.PieceReader.PASSWORD;
import static org.alien4cloud.plugin.backup.impact.PieceReader.ROLES;
import static org.alien4cloud.plugin.backup.impact.PieceReader.STATE;
import static org.alien4cloud.plugin.backup.impact.PieceReader.URL;
import static org.alien4cloud.plugin.backup.impact.PieceReader.VERSION;

import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ImpactWarning;

/** Decides which changes of documents are worth a warning. */
final class Judge {

    /** Hexadecimal digits of a report's digest: enough to tell reports apart, and few enough to copy. */
    private static final int DIGEST_LENGTH = 16;

    private static final String TRUE = "true";
    private static final String DISABLED = "DISABLED";
    private static final String ADMIN = "ADMIN";

    private final String actingUser;
    /** As a URI without the slash at its end. */
    private final String foreignDirectory;

    private final Map<Concern, Mentions> mentions = new EnumMap<>(Concern.class);

    /**
     * @param actingUser who is to restore; null if that is nobody who logs in
     * @param foreignDirectory data directory of the backup, if this server has another one; else null
     */
    Judge(String actingUser, String foreignDirectory) {
        this.actingUser = actingUser;
        this.foreignDirectory = foreignDirectory == null
                ? null
                : Paths.get(foreignDirectory).toUri().toString().replaceAll("/$", "");
    }

    /** @param item what it concerns; for a person */
    void add(Concern concern, String item) {
        mentions.computeIfAbsent(concern, each -> new Mentions()).add(item);
    }

    /** How many things a concern is about. */
    long count(Concern concern) {
        Mentions of = mentions.get(concern);
        return of == null ? 0 : of.count();
    }

    /**
     * @param now null if the server does not have it
     * @param then null if the backup does not have it
     */
    void judge(Change change, Piece now, Piece then) {
        Piece piece = now == null ? then : now;
        boolean isItem = PieceKind.of(piece.index()) != PieceKind.OTHER;
        if (isItem && change == Change.DELETE) {
            add(Concern.LOST, words(now));
        }
        switch (piece.index()) {
            case "deployment":
                deployment(now, then);
                break;
            case "orchestrator":
                orchestrator(change, now, then);
                break;
            case "orchestratorconfiguration":
                add(Concern.ORCHESTRATORS, "configuration of " + piece.id() + ": " + words(change));
                break;
            case "plugin":
                plugin(change, now, then);
                break;
            case "pluginconfiguration":
                add(Concern.PLUGIN_CONFIGURATIONS, piece.id() + ": " + words(change));
                break;
            case "user":
                user(change, now, then);
                break;
            case "group":
                access("group ", change, now, then, Collections.singletonList(ROLES));
                break;
            case PieceReader.GIT_LOCATIONS:
                location(then);
                break;
            default:
                if (isItem && change == Change.REPLACE) {
                    add(Concern.OVERWRITTEN, words(now));
                }
        }
    }

    private static String words(Piece piece) {
        return PieceKind.words(piece.index()) + ' ' + piece.label();
    }

    private static String words(Change change) {
        return change == Change.CREATE ? "comes back" : change == Change.DELETE ? "goes" : "changes";
    }

    private static boolean is(Piece piece, String field) {
        return piece != null && piece.field(field).equals(TRUE);
    }

    private void deployment(Piece now, Piece then) {
        if (is(now, ACTIVE) && !is(then, ACTIVE)) {
            add(Concern.RUNNING_DEPLOYMENTS, now.label() + " on orchestrator " + now.field(ORCHESTRATOR));
        } else if (is(then, ACTIVE) && !is(now, ACTIVE)) {
            add(Concern.ENDED_DEPLOYMENTS, then.label() + " on orchestrator " + then.field(ORCHESTRATOR));
        }
    }

    private void orchestrator(Change change, Piece now, Piece then) {
        if (change != Change.REPLACE) {
            add(Concern.ORCHESTRATORS, (now == null ? then : now).label() + ": " + words(change));
            return;
        }
        // whether it is connected at the moment is no difference, as long as it is meant to be
        boolean was = then.field(STATE).equals(DISABLED);
        boolean is = now.field(STATE).equals(DISABLED);
        if (was != is) {
            add(Concern.ORCHESTRATORS, now.label() + ": is " + (was ? "disabled" : "enabled"));
        } else if (!without(now, STATE).equals(without(then, STATE)) || !Objects.equals(now.name(), then.name())) {
            add(Concern.ORCHESTRATORS, now.label() + ": " + words(change));
        }
    }

    private static Map<String, String> without(Piece piece, String field) {
        Map<String, String> fields = new HashMap<>(piece.fields());
        fields.remove(field);
        return fields;
    }

    private void plugin(Change change, Piece now, Piece then) {
        if (change != Change.REPLACE) {
            Piece piece = now == null ? then : now;
            add(Concern.PLUGINS, piece.label() + " " + piece.field(VERSION) + ": " + words(change));
        } else if (!now.field(VERSION).equals(then.field(VERSION))) {
            add(Concern.PLUGINS, now.label() + ": version " + now.field(VERSION) + " becomes " + then.field(VERSION));
        } else if (is(now, ENABLED) != is(then, ENABLED)) {
            add(Concern.PLUGINS, now.label() + ": is " + (is(then, ENABLED) ? "enabled" : "disabled"));
        }
    }

    private void user(Change change, Piece now, Piece then) {
        access("", change, now, then, Arrays.asList(PASSWORD, ROLES, GROUPS, GROUP_ROLES, ENABLED));
        if (now != null && now.id().equals(actingUser)) {
            if (then == null) {
                add(Concern.ACTING_USER_MISSING, actingUser);
            } else if (isAdmin(now) && !isAdmin(then)) {
                add(Concern.ACTING_USER_NO_ADMIN, actingUser);
            }
        }
    }

    private static boolean isAdmin(Piece user) {
        return !user.field(ENABLED).equals("false")
                && Arrays.asList((user.field(ROLES) + ',' + user.field(GROUP_ROLES)).split(","))
                        .contains(ADMIN);
    }

    /** Who may do what. */
    private void access(String kind, Change change, Piece now, Piece then, List<String> fields) {
        if (change != Change.REPLACE) {
            add(Concern.USERS, kind + (now == null ? then : now).label() + ": " + words(change));
            return;
        }
        List<String> different = new ArrayList<>();
        for (String field : fields) {
            if (!now.field(field).equals(then.field(field))) {
                different.add(field.equals(GROUP_ROLES) ? "roles of groups" : field);
            }
        }
        if (!different.isEmpty()) {
            add(Concern.USERS, kind + now.label() + ": " + String.join(", ", different));
        }
    }

    private void location(Piece then) {
        if (then != null && foreignDirectory != null && (then.field(URL) + '/').startsWith(foreignDirectory + '/')) {
            add(Concern.OTHER_DATA_DIRECTORY, then.field(URL));
        }
    }

    /** The worst first. */
    List<ImpactWarning> warnings() {
        List<ImpactWarning> warnings = new ArrayList<>();
        mentions.forEach((concern, items) -> warnings.add(items.warning(concern)));
        warnings.sort((a, b) -> b.severity().compareTo(a.severity()));
        return warnings;
    }

    /** See {@link Reckoning#digest}. */
    String digest(String restore) {
        StringBuilder identity = new StringBuilder(restore);
        mentions.forEach((concern, items) -> {
            if (!concern.isMomentary()) {
                identity.append('\n').append(items.identity(concern));
            }
        });
        return Digests.hex(Digests.sha256().digest(identity.toString().getBytes(StandardCharsets.UTF_8)))
                .substring(0, DIGEST_LENGTH);
    }
}

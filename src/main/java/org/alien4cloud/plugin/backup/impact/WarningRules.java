package org.alien4cloud.plugin.backup.impact;

import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.ACTIVE;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.ENABLED;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.GROUPS;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.GROUP_ROLES;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.ORCHESTRATOR;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.PASSWORD;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.ROLES;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.STATE;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.URL;
import static org.alien4cloud.plugin.backup.impact.InventoryItemReader.VERSION;

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

/** Decides which changes of documents cause a warning. */
final class WarningRules {

    /** Hexadecimal digits of a report's digest: enough to tell reports apart, and few enough to copy. */
    private static final int DIGEST_LENGTH = 16;

    private static final String TRUE = "true";
    private static final String DISABLED = "DISABLED";
    private static final String ADMIN = "ADMIN";

    private final String actingUser;
    /** As a URI without the slash at the end. */
    private final String foreignDirectory;

    private final Map<WarningType, WarningItems> warned = new EnumMap<>(WarningType.class);

    /**
     * @param actingUser user who restores; null if that is nobody who logs in
     * @param foreignDirectory data directory of the backup, if this server has another one; else null
     */
    WarningRules(String actingUser, String foreignDirectory) {
        this.actingUser = actingUser;
        this.foreignDirectory = foreignDirectory == null
                ? null
                : Paths.get(foreignDirectory).toUri().toString().replaceAll("/$", "");
    }

    /** Adds an item, named for a person, to a warning. */
    void add(WarningType type, String item) {
        warned.computeIfAbsent(type, each -> new WarningItems()).add(item);
    }

    /** Returns how many items a warning concerns. */
    long count(WarningType type) {
        WarningItems of = warned.get(type);
        return of == null ? 0 : of.count();
    }

    /**
     * Adds the warnings that follow from the change of a document.
     *
     * @param now null if the server does not have it
     * @param then null if the backup does not have it
     */
    void apply(Change change, InventoryItem now, InventoryItem then) {
        InventoryItem item = now == null ? then : now;
        boolean isItem = InventoryCategory.of(item.index()) != InventoryCategory.OTHER;
        if (isItem && change == Change.DELETE) {
            add(WarningType.LOST, words(now));
        }
        switch (item.index()) {
            case "deployment":
                deployment(now, then);
                break;
            case "orchestrator":
                orchestrator(change, now, then);
                break;
            case "orchestratorconfiguration":
                add(WarningType.ORCHESTRATORS, "configuration of " + item.id() + ": " + words(change));
                break;
            case "plugin":
                plugin(change, now, then);
                break;
            case "pluginconfiguration":
                add(WarningType.PLUGIN_CONFIGURATIONS, item.id() + ": " + words(change));
                break;
            case "user":
                user(change, now, then);
                break;
            case "group":
                access("group ", change, now, then, Collections.singletonList(ROLES));
                break;
            case InventoryItemReader.GIT_LOCATIONS:
                location(then);
                break;
            default:
                if (isItem && change == Change.REPLACE) {
                    add(WarningType.OVERWRITTEN, words(now));
                }
        }
    }

    private static String words(InventoryItem item) {
        return InventoryCategory.words(item.index()) + ' ' + item.label();
    }

    private static String words(Change change) {
        return change == Change.CREATE ? "is restored" : change == Change.DELETE ? "is deleted" : "changes";
    }

    private static boolean isTrue(InventoryItem item, String field) {
        return item != null && item.field(field).equals(TRUE);
    }

    private void deployment(InventoryItem now, InventoryItem then) {
        if (isTrue(now, ACTIVE) && !isTrue(then, ACTIVE)) {
            add(WarningType.RUNNING_DEPLOYMENTS, now.label() + " on orchestrator " + now.field(ORCHESTRATOR));
        } else if (isTrue(then, ACTIVE) && !isTrue(now, ACTIVE)) {
            add(WarningType.ENDED_DEPLOYMENTS, then.label() + " on orchestrator " + then.field(ORCHESTRATOR));
        }
    }

    private void orchestrator(Change change, InventoryItem now, InventoryItem then) {
        if (change != Change.REPLACE) {
            add(WarningType.ORCHESTRATORS, (now == null ? then : now).label() + ": " + words(change));
            return;
        }
        // whether it is connected at the moment does not matter, as long as it is enabled
        boolean was = then.field(STATE).equals(DISABLED);
        boolean is = now.field(STATE).equals(DISABLED);
        if (was != is) {
            add(WarningType.ORCHESTRATORS, now.label() + ": is " + (was ? "disabled" : "enabled"));
        } else if (!without(now, STATE).equals(without(then, STATE)) || !Objects.equals(now.name(), then.name())) {
            add(WarningType.ORCHESTRATORS, now.label() + ": " + words(change));
        }
    }

    private static Map<String, String> without(InventoryItem item, String field) {
        Map<String, String> fields = new HashMap<>(item.fields());
        fields.remove(field);
        return fields;
    }

    private void plugin(Change change, InventoryItem now, InventoryItem then) {
        if (change != Change.REPLACE) {
            InventoryItem item = now == null ? then : now;
            add(WarningType.PLUGINS, item.label() + " " + item.field(VERSION) + ": " + words(change));
        } else if (!now.field(VERSION).equals(then.field(VERSION))) {
            add(
                    WarningType.PLUGINS,
                    now.label() + ": version " + now.field(VERSION) + " becomes " + then.field(VERSION));
        } else if (isTrue(now, ENABLED) != isTrue(then, ENABLED)) {
            add(WarningType.PLUGINS, now.label() + ": is " + (isTrue(then, ENABLED) ? "enabled" : "disabled"));
        }
    }

    private void user(Change change, InventoryItem now, InventoryItem then) {
        access("", change, now, then, Arrays.asList(PASSWORD, ROLES, GROUPS, GROUP_ROLES, ENABLED));
        if (now != null && now.id().equals(actingUser)) {
            if (then == null) {
                add(WarningType.ACTING_USER_MISSING, actingUser);
            } else if (isAdmin(now) && !isAdmin(then)) {
                add(WarningType.ACTING_USER_NO_ADMIN, actingUser);
            }
        }
    }

    private static boolean isAdmin(InventoryItem user) {
        return !user.field(ENABLED).equals("false")
                && Arrays.asList((user.field(ROLES) + ',' + user.field(GROUP_ROLES)).split(","))
                        .contains(ADMIN);
    }

    /** Warns if a user or a group may do something else than before. */
    private void access(String kind, Change change, InventoryItem now, InventoryItem then, List<String> fields) {
        if (change != Change.REPLACE) {
            add(WarningType.USERS, kind + (now == null ? then : now).label() + ": " + words(change));
            return;
        }
        List<String> different = new ArrayList<>();
        for (String field : fields) {
            if (!now.field(field).equals(then.field(field))) {
                different.add(field.equals(GROUP_ROLES) ? "roles of groups" : field);
            }
        }
        if (!different.isEmpty()) {
            add(WarningType.USERS, kind + now.label() + ": " + String.join(", ", different));
        }
    }

    private void location(InventoryItem then) {
        if (then != null && foreignDirectory != null && (then.field(URL) + '/').startsWith(foreignDirectory + '/')) {
            add(WarningType.OTHER_DATA_DIRECTORY, then.field(URL));
        }
    }

    /** Returns the warnings, the worst first. */
    List<ImpactWarning> warnings() {
        List<ImpactWarning> warnings = new ArrayList<>();
        warned.forEach((type, items) -> warnings.add(items.warning(type)));
        warnings.sort((a, b) -> b.severity().compareTo(a.severity()));
        return warnings;
    }

    /** See {@link ImpactCalculator#digest}. */
    String digest(String restore) {
        StringBuilder identity = new StringBuilder(restore);
        warned.forEach((type, items) -> {
            if (!type.isMomentary()) {
                identity.append('\n').append(items.identity(type));
            }
        });
        return Digests.hex(Digests.sha256().digest(identity.toString().getBytes(StandardCharsets.UTF_8)))
                .substring(0, DIGEST_LENGTH);
    }
}

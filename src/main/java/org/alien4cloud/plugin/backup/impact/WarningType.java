package org.alien4cloud.plugin.backup.impact;

import org.alien4cloud.plugin.backup.model.ImpactWarning.Severity;

/** Names the warnings before a restore, with their messages and consequences. */
public enum WarningType {
    RUNNING_DEPLOYMENTS(
            Severity.DANGER,
            true,
            "Deployments run now that the backup does not know, or knows as ended",
            "They keep running in the cloud, and Alien4Cloud forgets them: it can neither show nor undeploy them any more. Undeploy them first, or"
                    + " note what the orchestrator calls them."),
    LOST(
            Severity.WARNING,
            false,
            "These are not in the backup, and will be deleted",
            "Only a backup that has them brings them back, such as the safety backup of this restore."),
    OVERWRITTEN(
            Severity.WARNING,
            false,
            "These get the older content that the backup has",
            "What was changed in them since the backup is lost. Only a backup that has it brings it back, such as the safety backup of this restore."),
    ENDED_DEPLOYMENTS(
            Severity.WARNING,
            false,
            "Deployments are active in the backup that have ended since",
            "Alien4Cloud shows them as active until their orchestrator says that it does not know them; then it marks them undeployed."),
    ORCHESTRATORS(
            Severity.WARNING,
            false,
            "Orchestrators change",
            "Alien4Cloud connects to them as the backup has them configured. Check that these addresses and credentials still hold."),
    PLUGIN_CONFIGURATIONS(
            Severity.WARNING,
            false,
            "Configurations of plugins change",
            "The plugins are loaded with the configuration of the backup. Check that its addresses and credentials still hold."),
    PLUGINS(
            Severity.WARNING,
            false,
            "Plugins are added, removed or changed",
            "What uses a removed plugin, such as its orchestrators, stops working. Versions become those of the backup."),
    USERS(
            Severity.WARNING,
            false,
            "Users or groups are added, removed, or get other passwords or roles",
            "Their passwords and rights become those of the time of the backup. Open sessions keep their roles."),
    ACTING_USER_MISSING(
            Severity.DANGER,
            true,
            "You are not in the backup",
            "Your account will be deleted: once your session ends, you cannot log in any more. Make sure that an administrator who is in the backup can log in."),
    ACTING_USER_NO_ADMIN(
            Severity.DANGER,
            true,
            "You are not an administrator in the backup",
            "Once your session ends, you cannot administer this server any more. Make sure that another administrator who is in the backup can."),
    OTHER_DATA_DIRECTORY(
            Severity.WARNING,
            false,
            "Set-ups point to files in the data directory of the backup, which is not that of this server",
            "Alien4Cloud looks for them there. Make that path a link to this server's data directory, set these applications up again, or restore with Alien4Cloud"
                    + " stopped and --rewrite-locations."),
    OTHER_DOCUMENTS(
            Severity.WARNING,
            false,
            "Other documents are deleted or get older content",
            "These are parts of the above, set-ups and logs of deployments, and other data of Alien4Cloud. They become as they were."),
    FILES(
            Severity.WARNING,
            false,
            "Files or directories are deleted or get older content",
            "What was changed in them since the backup is lost."),
    INDICES_ANEW(
            Severity.WARNING,
            false,
            "Indices of this server cannot take the documents of the backup as they are",
            "They are made again with what the backup has. All else that they hold is lost; it is kept only until the restore has ended, to be put back if"
                    + " it fails."),
    ALIEN4CLOUD_VERSION(
            Severity.DANGER,
            true,
            "The backup was made with another version of Alien4Cloud",
            "Documents of another version may not load. Restore into the version that the backup was made with, and update that."),
    ALIEN4CLOUD_FIX_VERSION(
            Severity.WARNING,
            false,
            "The backup was made with another fix version of Alien4Cloud",
            "That should not matter. If it does not come up on the restored data, it is put back as it was."),
    ELASTICSEARCH_VERSION(
            Severity.WARNING,
            false,
            "The backup was made with an older Elasticsearch",
            "A newer one reads an older one's data within the same major version."),
    PARTIAL(
            Severity.WARNING,
            false,
            "Only a part of the backup is restored",
            "Documents and files may disagree after that: an archive without its files, or files that nothing names."),
    DAMAGED(
            Severity.DANGER,
            true,
            "The backup is damaged",
            "What is named cannot be restored: a restore that needs it fails before it changes"
                    + " anything. Use another backup, restore only parts without it, or copy the damaged files from a copy of the backup directory and verify again."),
    BACKUP_WARNINGS(
            Severity.WARNING,
            false,
            "The backup itself has warnings",
            "What they name may be missing or disagree after the restore."),
    NO_INVENTORY(
            Severity.WARNING,
            false,
            "The backup has no inventory",
            "It was made with an early version of this plugin. What comes back is"
                    + " counted, but not named, and causes no warnings."),
    SPACE(
            Severity.DANGER,
            true,
            "There is not enough space for the restore and its safety backup",
            "The restore would stop before it changes anything. Free space, or restore without a safety backup.");

    private final Severity severity;
    private final boolean blocking;
    private final String message;
    private final String consequence;

    WarningType(Severity severity, boolean blocking, String message, String consequence) {
        this.severity = severity;
        this.blocking = blocking;
        this.message = message;
        this.consequence = consequence;
    }

    Severity severity() {
        return severity;
    }

    boolean isBlocking() {
        return blocking;
    }

    /** Returns the message without its full stop. */
    String message() {
        return message;
    }

    String consequence() {
        return consequence;
    }

    /**
     * Tells whether the warning can change from one moment to the next while users work, so that two reports of the
     * same restore differ in it. Such a warning stops no restore, or the restore itself checks it again.
     */
    boolean isMomentary() {
        return this == SPACE || this == FILES || this == OTHER_DOCUMENTS;
    }
}

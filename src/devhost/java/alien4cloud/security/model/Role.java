package alien4cloud.security.model;

/** The roles of A4C. */
public enum Role {
    ADMIN,
    APPLICATIONS_MANAGER,
    ARCHITECT,
    COMPONENTS_MANAGER,
    COMPONENTS_BROWSER
}

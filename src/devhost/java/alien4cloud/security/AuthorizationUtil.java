package alien4cloud.security;

import alien4cloud.security.model.Role;
import alien4cloud.security.model.User;
import java.util.Arrays;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** Checks of the caller's roles. */
public final class AuthorizationUtil {
    private AuthorizationUtil() {}

    /**
     * @throws AccessDeniedException when the caller has none of the roles and is no administrator. As in A4C, a thread
     *     without any authentication passes.
     */
    public static void checkHasOneRoleIn(Role... expectedRoles) {
        Authentication auth = SecurityContextHolder.getContext().getAuthentication();
        if (auth != null) {
            checkHasOneRoleIn(auth, expectedRoles);
        }
    }

    public static void checkHasOneRoleIn(Authentication auth, Role... expectedRoles) {
        if (!hasOneRoleIn(auth, expectedRoles)) {
            throw new AccessDeniedException(
                    "user <" + auth.getName() + "> has no authorization to perform the requested operation.");
        }
    }

    public static boolean hasOneRoleIn(Role... expectedRoles) {
        return hasOneRoleIn(SecurityContextHolder.getContext().getAuthentication(), expectedRoles);
    }

    public static boolean hasOneRoleIn(Authentication auth, Role... expectedRoles) {
        return auth.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .anyMatch(held -> held.equals(Role.ADMIN.name())
                        || Arrays.stream(expectedRoles)
                                .anyMatch(role -> role.name().equals(held)));
    }

    /** The logged-in user, or null for an anonymous caller. */
    public static User getCurrentUser() {
        Authentication auth = SecurityContextHolder.getContext().getAuthentication();
        return auth != null && auth.getPrincipal() instanceof User ? (User) auth.getPrincipal() : null;
    }
}

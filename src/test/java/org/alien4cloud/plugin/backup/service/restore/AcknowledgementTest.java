package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.impact.WarningType;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.junit.Before;
import org.junit.Test;

public class AcknowledgementTest {

    private static final List<String> BOTH = Arrays.asList("running-deployments", "acting-user-missing");

    private List<ImpactWarning> warnings;

    @Before
    public void warn() {
        ImpactCalculator calculator = new ImpactCalculator("ann", null);
        calculator.add(WarningType.RUNNING_DEPLOYMENTS, "shop");
        calculator.add(WarningType.ACTING_USER_MISSING, "ann");
        calculator.add(WarningType.USERS, "bob");
        warnings = calculator.warnings();
    }

    @Test
    public void refusesWarningsThatAreNotAcknowledged() {
        String refused = refusal(Acknowledgement.of(null, null, false));
        assertTrue(
                refused,
                refused.contains("shop")
                        && refused.contains("You are not in the backup: ann.")
                        && refused.contains("Nothing was changed.")
                        && refused.contains(
                                "\"acknowledge\": [\"running-deployments\", \"acting-user-missing\"] and \"impactDigest\": \"now\", or \"force\": true")
                        && refused.contains("--acknowledge now or --force."));
        refused = refusal(Acknowledgement.of(Arrays.asList("running-deployments", "users"), "now", false));
        assertTrue(refused, refused.contains("\"acknowledge\": [\"acting-user-missing\"] and"));
        assertFalse(refused, refused.contains("shop"));
        refusal(Acknowledgement.of(Collections.emptyList(), "now", false));
    }

    @Test
    public void acceptsWarningsAcknowledgedInTheSameReport() {
        Acknowledgement.of(BOTH, "now", false).require(warnings, "now");
        Acknowledgement.ofReport("now", false).require(warnings, "now");
        Acknowledgement.of(null, null, false).require(warnings.subList(2, 3), "now");
    }

    @Test
    public void refusesAnotherReport() {
        for (Acknowledgement stale :
                Arrays.asList(Acknowledgement.of(BOTH, "before", false), Acknowledgement.ofReport("before", false))) {
            String refused = refusal(stale);
            assertTrue(
                    refused,
                    refused.contains("The restore differs from the report with the digest before: ")
                            && refused.contains("shop")
                            && refused.contains(
                                    "\"acknowledge\": [\"running-deployments\", \"acting-user-missing\"] and \"impactDigest\": \"now\""));
        }
        warnings = Collections.emptyList();
        String refused = refusal(Acknowledgement.of(null, "before", false));
        assertTrue("also where nothing stops: " + refused, refused.contains("send \"impactDigest\": \"now\", or"));
    }

    @Test
    public void acceptsEverythingIfForced() {
        Acknowledgement.of(null, null, true).require(warnings, "now");
        Acknowledgement.of(BOTH, null, true).require(warnings, "now");
        Acknowledgement.of(null, "before", true).require(warnings, "now");
        Acknowledgement.ofReport(null, true).require(warnings, "now");
        refusal(Acknowledgement.ofReport(null, false));
    }

    @Test
    public void requiresTheDigestOfTheReport() {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> Acknowledgement.of(BOTH, null, false));
        assertTrue(refused.getMessage(), refused.getMessage().startsWith("'acknowledge' without 'impactDigest'"));
    }

    @Test
    public void refusesOnlyNewWarningsAtRest() {
        Acknowledgement acknowledged = Acknowledgement.of(BOTH, "now", false);
        List<ImpactWarning> fewer = warnings.subList(1, 3);
        acknowledged.requireNothingNew(warnings, fewer);
        acknowledged.requireNothingNew(warnings.subList(0, 2), warnings);
        BackupException refused =
                assertThrows(BackupException.class, () -> acknowledged.requireNothingNew(fewer, warnings));
        assertTrue(
                refused.getMessage(),
                refused.getMessage().startsWith("The server has changed while the restore was prepared: ")
                        && refused.getMessage().contains("shop")
                        && refused.getMessage().contains("Nothing was changed."));
        assertFalse(refused.getMessage(), refused.getMessage().contains("ann"));
        Acknowledgement.of(null, null, true).requireNothingNew(fewer, warnings);
    }

    private String refusal(Acknowledgement acknowledgement) {
        BackupException refused = assertThrows(BackupException.class, () -> acknowledgement.require(warnings, "now"));
        assertEquals(Kind.PRECONDITION, refused.kind());
        return refused.getMessage();
    }
}

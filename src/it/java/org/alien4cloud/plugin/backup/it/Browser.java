package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Drives a Chromium with its own profile on the page of a server. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final Path DRIVER = Path.of(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    /** No view has more that one can stop at by the keyboard. */
    private static final int MOST_STOPS = 300;

    /** It warns that Chromium is newer than what it knows of an interface that is not used here. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final URI server;
    private final Path profile;
    private final ChromeDriver driver;

    private Browser(URI server) {
        this.server = server;
        try {
            profile = Files.createTempDirectory("chromium");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile);
        options.setExperimentalOption(
                "prefs",
                Collections.singletonMap(
                        "download.default_directory",
                        profile.resolve("downloads").toString()));
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withLogFile(new File(profile.toFile(), "driver.log"))
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1280, 1000));
    }

    /** Logs in at a server's page. Skips the test, and says why, where there is no Chromium. */
    static Browser at(URI server, String user) {
        assumeTrue(
                "The browser tests need Chromium: " + CHROMIUM + " and " + DRIVER
                        + " (Debian: chromium, chromium-driver; others by" + " -Dchromium and -Dchromedriver).",
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER));
        Browser browser = new Browser(server);
        browser.driver.get(server.toString());
        browser.type("input[name=userName]", user);
        browser.type("input[name=userPassword]", user);
        browser.click("nav form button");
        browser.await("#user");
        return browser;
    }

    /** The page as one comes to it: nothing of what was done before is left on it or in the console. */
    void loadAnew() {
        driver.get(server.toString());
        driver.navigate().refresh();
        await("#user");
        driver.manage().logs().get(LogType.BROWSER);
    }

    void open(String path) {
        driver.get(server + "/#" + path);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** Waits until an element is displayed. */
    WebElement await(String css) {
        Await.until(css + " is shown at " + driver.getCurrentUrl(), Await.LIMIT, () -> displayed(css));
        return driver.findElement(By.cssSelector(css));
    }

    void awaitGone(String css) {
        Await.until(css + " is gone", Await.LIMIT, () -> !displayed(css));
    }

    /** Replaces the text in a field. */
    void replace(String css, String text) {
        type(css, Keys.chord(Keys.CONTROL, "a") + text);
    }

    /** Waits until an element's text has the given one. */
    void awaitText(String css, String text) {
        Await.until(css + " says " + text, Await.LIMIT, () -> driver.findElement(By.cssSelector(css))
                .getText()
                .contains(text));
    }

    boolean displayed(String css) {
        List<WebElement> found = driver.findElements(By.cssSelector(css));
        return !found.isEmpty() && found.get(0).isDisplayed();
    }

    /**
     * Clicks until the element has got the click: what is drawn above it meanwhile may move it away from the place that
     * is clicked at.
     */
    void click(String css) {
        Await.until(css + " can be clicked", Await.LIMIT, () -> {
            WebElement element = driver.findElement(By.cssSelector(css));
            if (!element.isEnabled()) {
                return false;
            }
            driver.executeScript(
                    "window.clicked = false; arguments[0].addEventListener('click', () => window.clicked = true, {once: true, capture: true})",
                    element);
            element.click();
            return !Boolean.FALSE.equals(driver.executeScript("return window.clicked"));
        });
    }

    void type(String css, String text) {
        await(css).sendKeys(text);
    }

    /** Chooses a file, as in the window that a browser opens for it. */
    void choose(String css, Path file) {
        driver.findElement(By.cssSelector(css)).sendKeys(file.toString());
    }

    /** Whether the dialogue of an input for files shows this one among those to be chosen. */
    boolean accepts(String css, Path file) {
        String endings = (String) script("return document.querySelector(arguments[0]).accept", css);
        return Arrays.stream(endings.split(",")).anyMatch(file.getFileName().toString()::endsWith);
    }

    /** Goes on by the keyboard alone until an element has the focus, and presses a key there. */
    void press(String css, CharSequence keys) {
        await(css);
        for (int i = 0; i < MOST_STOPS; i++) {
            WebElement focused = driver.switchTo().activeElement();
            if (focused.equals(driver.findElement(By.cssSelector(css)))) {
                focused.sendKeys(keys);
                return;
            }
            focused.sendKeys(Keys.TAB);
        }
        throw new AssertionError(css + " cannot be reached by the keyboard");
    }

    /** The file that the browser has downloaded, once all of it has arrived. */
    Path downloaded(String name) {
        Path file = profile.resolve("downloads").resolve(name);
        Await.until(name + " was downloaded", Await.LIMIT, () -> Files.exists(file));
        return file;
    }

    String text(String css) {
        return driver.findElement(By.cssSelector(css)).getText();
    }

    /** Whether something on the page is wider than the window, or than the place where it can be scrolled. */
    boolean isTooWide(int windowWidth) {
        driver.manage().window().setSize(new Dimension(windowWidth, 800));
        return (Boolean)
                driver.executeScript(
                        "return [document.documentElement].concat(Array.from("
                                + "document.querySelectorAll('.table-responsive'))).some(function(it) { return it.scrollWidth > it.clientWidth; })");
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    String url() {
        return driver.getCurrentUrl();
    }

    void assertQuiet() {
        assertQuietBut("");
    }

    /**
     * No toast is shown, and the console has no error but that the browser itself reports calls that a server which is
     * away refused.
     *
     * @param expected pattern of messages that are meant, too
     */
    void assertQuietBut(String expected) {
        assertEquals(
                Collections.emptyList(),
                driver.findElements(By.cssSelector("#toast-container .toast")).stream()
                        .map(WebElement::getText)
                        .collect(Collectors.toList()));
        List<String> errors = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .filter(message -> !message.matches(
                                "\\S+/maintenance/backup-operation - Failed to load resource.* (404|503) .*")
                        && !message.matches(expected)
                        && !message.matches("\\S+/rest/latest/backups\\S* - Failed to load resource.* (404|503) .*"))
                .collect(Collectors.toList());
        assertEquals(Collections.emptyList(), errors);
    }

    /** Keeps a picture for a look, in target/screenshots. */
    void screenshot(String name) {
        try {
            Path directory = Files.createDirectories(DevHostProcess.target().resolve("screenshots"));
            Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        try {
            Mutations.deleteTree(profile);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

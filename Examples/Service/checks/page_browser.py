"""Headless Chromium with the few verbs that the checks need."""

import pathlib
import shutil
import time

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

AUDIT = pathlib.Path(__file__).with_name("page_audit.js").read_text(encoding="utf-8")

#: How long something may take to appear on a machine that has much else to do.
PATIENCE = 30

#: Keeps what the Content-Security-Policy refuses.
LISTEN = "window.refused = []; addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective + ' ' + event.blockedURI));"


class Browser:
    """A browser of its own profile, for use in a `with`."""

    def __init__(self, base, language="fr", width=1280, height=900, stores=True):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--lang={language}", f"--accept-lang={language}",
        ):
            options.add_argument(argument)
        if not stores:
            options.add_experimental_option("prefs", {"profile.default_content_setting_values.cookies": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.base = base
        self.driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
        self.resize(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def resize(self, width, height=900):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def media(self, **features):
        """Sets media features such as prefers_color_scheme="dark"."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()
        ]})

    def open(self, path, base=None):
        self.driver.get((base or self.base) + path)

    def reload(self):
        self.driver.refresh()

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    # -- Elements, by their CSS selector

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """What stands there, with plain spaces, also where it is not seen."""
        text = self.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)
        return text.replace("\u202f", " ").replace("\u00a0", " ").strip()

    def texts(self, selector):
        texts = self.run("return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent)", selector)
        return [text.replace("\u202f", " ").replace("\u00a0", " ").strip() for text in texts]

    def attribute(self, selector, name):
        return self.find(selector).get_attribute(name)

    def seen(self, selector):
        return any(element.is_displayed() for element in self.all(selector))

    def click(self, selector):
        self.find(selector).click()

    def enter(self, selector, text):
        """Sets a field as typing would; the driver's own typing knows no emoji."""
        self.run(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event('input', {bubbles: true}));", selector, text,
        )

    def wait(self, condition, what):
        """Waits until something holds, and gives it."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                value = condition()
            except (NoSuchElementException, StaleElementReferenceException):
                value = None
            if value:
                return value
            assert time.monotonic() < end, f"no {what} within {PATIENCE} s"
            time.sleep(0.05)

    # -- The keyboard

    def press(self, *keys):
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def tab_to(self, selector, limit=120, backwards=False):
        """Presses Tab until an element has the focus; each on the way must show that it has it."""
        for _ in range(limit):
            if backwards:
                ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
            else:
                self.press(Keys.TAB)
            self.assert_focus_is_seen()
            if self.run("return document.activeElement.matches(arguments[0])", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def assert_focus_is_seen(self):
        name, style, width = self.run(
            "const node = document.activeElement, style = getComputedStyle(node);"
            "return [node.outerHTML.slice(0, 80), node === document.body ? 'body' : style.outlineStyle,"
            " parseFloat(style.outlineWidth)]"
        )
        assert style == "body" or (style != "none" and width >= 2), f"the focus is not seen on {name}"

    # -- What went wrong

    def console(self, *statuses):
        """Errors of the console since the last call, but for answers of the statuses that a check provokes."""
        errors = []
        for entry in self.driver.get_log("browser"):
            message = entry["message"]
            provoked = "Failed to load resource" in message and any(
                f"status of {status} " in message or (status == 0 and "net::" in message) for status in statuses
            )
            if entry["level"] in ("SEVERE", "WARNING") and not provoked:
                errors.append(message)
        return errors + self.run("return window.refused ?? []")

    def audit(self):
        """What keeps people from using the page as it stands: sentences, none where all is well."""
        problems = self.run(AUDIT)
        tree = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = set()
        for node in tree:
            role = node.get("role", {}).get("value")
            roles.add(role)
            name = node.get("name", {}).get("value", "").strip()
            can_focus = any(
                one["name"] == "focusable" and one["value"].get("value") for one in node.get("properties", [])
            )
            needs_name = can_focus and role not in ("RootWebArea", "main", "generic", "status", "paragraph")
            if not node.get("ignored") and (needs_name or role in ("img", "image", "navigation", "region", "form")) and not name:
                problems.append(f"{role} without a name (node {node.get('backendDOMNodeId')})")
        for role in ("main", "banner", "navigation", "heading"):
            if role not in roles:
                problems.append(f"no {role}")
        return problems

    def overflow(self):
        """What makes the page wider than its window: sentences, none where all fits."""
        return self.run("""
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")]
              .filter((node) => node.getBoundingClientRect().right > width + 0.5)
              .map((node) => `${node.tagName}#${node.id}.${node.className} ends at ${node.getBoundingClientRect().right} of ${width}`)
              .slice(0, 5);
        """)

    def screenshot(self, file):
        """The whole page, however long it is."""
        width = self.run("return innerWidth")
        self.resize(width, self.run("return Math.max(innerHeight, document.documentElement.scrollHeight)"))
        time.sleep(0.4)
        self.driver.save_screenshot(str(file))
        self.resize(width)

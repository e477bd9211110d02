"""Drives the pages of a running service in headless Chromium, with any saved classifier.

    python page.py URL [--token TOKEN] [--screenshots DIR]

Needs selenium and Debian's chromium-driver. One line a check; the exit status is 0 where all hold.
Answers that a service does not give on demand (no network, 429, 503, 507, five labels, monitoring
data of every kind) come from a proxy before it.
"""

import argparse
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from page_browser import Browser
from page_proxy import Proxy

PAGES = ("/", "/monitoring", "/docs")
WIDTHS = (320, 360, 768, 1280, 1920)
MARKUP = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script><b onclick=harmed>gras</b> &amp; 😀'
FIVE = ["positive", "negative", "constructor", "baggage & <seats>", "a label of many words that is rather long"]

failures = []


@contextlib.contextmanager
def check(name):
    try:
        yield
    except Exception as error:  # Whatever it is, the other checks go on.
        failures.append(name)
        said = str(error).partition("\nStacktrace")[0].strip()
        print(f"FAILED: {name}: {type(error).__name__}: {said}", flush=True)
    else:
        print(f"ok: {name}", flush=True)


def equal(found, expected):
    assert found == expected, f"{found!r} where {expected!r} was expected"


def none(problems):
    assert not problems, "; ".join(problems)


class Service:
    """The service as a program asks it."""

    def __init__(self, base, token):
        self.base = base
        self.token = token

    def ask(self, path, content=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = None
        if content is not None:
            body = json.dumps(content).encode()
            headers["Content-Type"] = "application/json"
        try:
            return urllib.request.urlopen(urllib.request.Request(self.base + path, body, headers), timeout=60)
        except urllib.error.HTTPError as error:
            return error

    def json(self, path, content=None):
        return json.load(self.ask(path, content))


# -- The documents


def check_documents(service):
    for path in (*PAGES, "/redoc"):
        with check(f"{path} is a document with a strict policy and no inline code"):
            answer = service.ask(path)
            html = answer.read().decode()
            equal((answer.status, answer.headers["Content-Type"]), (200, "text/html; charset=utf-8"))
            policy = dict(part.split(maxsplit=1) for part in answer.headers["Content-Security-Policy"].split("; "))
            equal(policy["default-src"], "'none'")
            equal((policy["script-src"], policy["style-src"]), ("'self'", "'self'"))
            equal((policy["frame-ancestors"], policy["base-uri"]), ("'none'", "'none'"))
            equal(answer.headers["X-Content-Type-Options"], "nosniff")
            equal(answer.headers["X-Frame-Options"], "DENY")
            none(re.findall(r"<style|<script(?![^>]*src=)[^>]*>|\sstyle=|\son\w+=", html))
            none([link for link in re.findall(r'(?:src|href)="([^"]*)"', html) if not link.startswith(("/", "#"))])
            for link in re.findall(r'(?:src|href)="(/assets/[^"]*)"', html):
                equal(service.ask(link).status, 200)
    with check("an entity tag saves a second transfer"):
        answer = service.ask("/assets/page.css")
        tag = answer.headers["ETag"]
        assert re.fullmatch(r'"[^"]+"', tag), tag
        equal(service.ask("/assets/page.css", headers={"If-None-Match": tag}).status, 304)
    with check("/docs and /redoc are the same"):
        equal(service.ask("/docs").read(), service.ask("/redoc").read())


# -- The analysis


def give_token(browser, token):
    """Enters the service's token, where it asks for one."""
    browser.wait(lambda: browser.text("#service") or browser.seen("#token-field"), "answer of /info")
    if browser.seen("#token-field"):
        browser.enter("#token-field", token or "")
        browser.click("#token button")
        browser.wait(lambda: browser.text("#service") and not browser.seen("#token-field"), "acceptance of the token")
        browser.console(401)


def analyse(browser, text=None):
    """Analyses a text (or what stands in the area), and waits for the result."""
    if text is not None:
        browser.enter("#text", text)
    before = browser.text("#history > li:first-child time") + browser.text("#history-status")
    browser.run("document.querySelector('#announcement').textContent = ''")
    browser.click("#analyse")
    browser.wait(
        lambda: browser.text("#announcement") and browser.text("#busy") == "", f"result (before: {before})"
    )


def refuse(browser, words):
    """Analyses, and waits for words that say why it failed."""
    browser.enter("#text", "Great flight!")
    browser.click("#analyse")
    browser.wait(lambda: words in browser.text("#failure"), f"message “{words}” but “{browser.text('#failure')}”")
    assert not browser.seen("#result"), "a result stands beside the failure"


def french(score):
    return f"{score:.4f}".replace(".", ",")


def name(label, language="fr"):
    names = {
        "positive": ("Positif", "Positive"), "negative": ("Négatif", "Negative"),
        "neutral": ("Neutre", "Neutral"), "mixed": ("Mitigé", "Mixed"),
    }
    return names.get(label.lower(), (label, label))[language == "en"]


def check_analysis(browser, service):
    labels = service.json("/info")["model"]["labels"]

    with check("the page is French in a French browser"):
        equal(browser.attribute("html", "lang"), "fr")
        equal(browser.text("h1"), "Analyse de sentiment")
        equal(browser.text("#analyse"), "Analyser")
        equal(browser.attribute("#text", "placeholder"), "Par exemple\u202f: Great flight, lovely crew!")
        equal(browser.text("#report-send"), "Signaler une mauvaise prédiction")

    with check("the service behind the page is named"):
        browser.wait(lambda: service.json("/info")["model"]["approach"] in browser.text("#service"), "approach")

    with check("an empty text, or one of white space, is warned of and not sent"):
        for text in ("", " \n\t "):
            browser.enter("#text", text)
            browser.click("#analyse")
            equal(browser.text("#warning"), "Écrivez d’abord un texte.")
            equal(browser.attribute("#text", "aria-invalid"), "true")
            equal(browser.run("return document.activeElement.id"), "text")
        assert not browser.seen("#result")
        browser.enter("#text", "a")
        assert not browser.seen("#warning"), "the warning stays"

    with check("each of three examples fills the area, and its answer is the API's"):
        equal(len(browser.all("#examples button")), 3)
        texts = set()
        for button in browser.all("#examples button"):
            button.click()
            text = browser.run("return document.querySelector('#text').value")
            texts.add(text)
            analyse(browser)
            answer = service.json("/predict", {"text": text})
            equal(browser.text("#result-label"), name(answer["label"]))
            equal(browser.text("#result-score"), french(answer["score"]))
            equal(browser.text("#result-text"), text)
            assert not browser.seen("#result-note") or "truncated" in answer
        equal(len(texts), 3)

    with check("the result is announced, and the badge has its label's colour"):
        assert browser.text("#announcement").startswith("Résultat : "), browser.text("#announcement")
        equal(browser.attribute("#announcement", "role"), "status")
        assert browser.attribute("#result-label", "class").split()[-1] in ("good", "bad", "even", *(f"tone-{n}" for n in range(6)))

    with check("Ctrl and Enter analyse, too"):
        browser.enter("#text", "Ctrl and Enter")
        browser.run("document.querySelector('#text').focus()")
        ActionChains(browser.driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        browser.wait(lambda: browser.text("#result-text") == "Ctrl and Enter", "result")

    with check("markup stays text, in the result, the history, and after a reload"):
        analyse(browser, MARKUP)
        for _ in range(2):
            browser.wait(lambda: browser.text("#history > li p") == MARKUP, "entry")
            equal(len(browser.all("main img, main script, main b")), 0)
            equal(browser.run("return window.harmed ?? null"), None)
            if browser.seen("#result"):
                equal(browser.text("#result-text"), MARKUP)
            browser.reload()

    with check("the most telling terms are listed, the weightiest first"):
        text = "What a lovely crew, but my bag was lost and nobody helped me!"
        analyse(browser, text)
        browser.click("#why-button")
        browser.wait(lambda: browser.seen("#why h3"), "explanation")
        explanation = service.json("/predict?explain=true", {"text": text})["explanation"]
        terms = [term for term in explanation["terms"] if term["weight"] != 0]
        shown = browser.texts("#why tbody th")
        equal(len(shown), min(12, len(terms)))
        weights = {(term["term"], f"{abs(term['weight']):.3f}") for term in terms}
        found = [text.replace(",", ".").strip("+−") for text in browser.texts("#why .weight")]
        none([f"{term} {weight}" for term, weight in zip(shown, found) if (term, weight) not in weights])
        equal(found, sorted(found, key=float, reverse=True))
        if terms:
            equal(shown[0], max(terms, key=lambda term: abs(term["weight"]))["term"])
        browser.click("#why-button")
        assert not browser.seen("#why"), "it does not close"

    with check("a report offers the model's labels, thanks, and cannot be sent twice"):
        analyse(browser, "Report me")
        browser.click("#report-button")
        equal(browser.texts("#expected option"), ["Inconnue", *(name(label) for label in labels)])
        Select(browser.find("#expected")).select_by_index(len(labels))
        browser.enter("#comment", "Trop sûr de lui")
        browser.click("#report-send")
        browser.wait(lambda: browser.text("#thanks").startswith("Merci"), f"thanks; {browser.text('#report-failure')}")
        equal(browser.run("return document.activeElement.id"), "thanks")
        assert not browser.seen("#report") and not browser.seen("#report-button")
        analyse(browser, "Another one")
        assert browser.seen("#report-button") and not browser.seen("#thanks"), "the next text cannot be reported"


    with check("the service's own limit of length is said"):
        limit = service.json("/info")["limits"]["body_bytes"]
        for length in (limit, 20 * limit):
            browser.enter("#text", "x" * length)
            browser.click("#analyse")
            size = f"{len(json.dumps({'text': 'x' * length}, separators=(',', ':'))):,}".replace(",", " ")
            browser.wait(lambda: f"il fait {size} octets" in browser.text("#failure"), f"size in “{browser.text('#failure')}”")  # noqa: B023
            assert f"accepte {limit:,}.".replace(",", " ") in browser.text("#failure"), browser.text("#failure")
        none(browser.console(401, 413))
        analyse(browser, "Short again")


# -- The history


def check_history(browser, base):
    with check("the history keeps the 50 newest, the newest first, over a reload"):
        browser.run("""
            const entries = Array.from({ length: 50 }, (_, n) => ({ text: `text ${n}`, label: "x", score: 0.5, time: Date.now() - n * 60000 }));
            localStorage.setItem("swiftlet.history", JSON.stringify(entries));
        """)
        browser.reload()
        browser.wait(lambda: len(browser.all("#history > li")) == 50, "50 entries")
        analyse(browser, "the newest")
        for _ in range(2):
            browser.wait(lambda: browser.texts("#history > li > p") == ["the newest", *(f"text {n}" for n in range(49))], "50 newest")
            equal(browser.text("#history-status"), "50 analyses")
            assert browser.seen("#history > li .badge"), "no badge"
            browser.reload()

    with check("an entry can be used again"):
        browser.wait(lambda: browser.all("#history > li button"), "entries")[1].click()
        equal(browser.run("return document.querySelector('#text').value"), "text 0")

    with check("the history hides and shows, over a reload, too"):
        browser.click("#history-toggle")
        for _ in range(2):
            browser.wait(lambda: browser.attribute("#history-toggle", "aria-expanded") == "false", "toggle")
            assert not browser.seen("#history"), "it is seen"
            equal(browser.text("#history-toggle"), "Afficher")
            browser.reload()
        browser.click("#history-toggle")
        assert browser.seen("#history"), "it is not seen"
        equal(browser.text("#history-toggle"), "Masquer")

    with check("the history can be emptied, and that be undone"):
        browser.click("#history-empty")
        equal(len(browser.all("#history > li")), 0)
        equal(browser.text("#history-status"), "Historique vidé.")
        equal(browser.run("return document.activeElement.id"), "history-undo")
        browser.click("#history-undo")
        equal(len(browser.all("#history > li")), 50)
        browser.click("#history-empty")
        browser.reload()
        browser.wait(lambda: browser.text("#history-status") == "Aucune analyse pour l’instant.", "emptiness")

    with check("a damaged history is none"):
        for damaged in ("{", "5", '[null, 5, {"text": 3}]'):
            browser.run("localStorage.setItem('swiftlet.history', arguments[0])", damaged)
            browser.reload()
            browser.wait(lambda: browser.text("#history-status") == "Aucune analyse pour l’instant.", "emptiness")
        analyse(browser, "still alive")
        equal(len(browser.all("#history > li")), 1)

    with check("another browser sees nothing of it"):
        with Browser(base) as other:
            other.open("/")
            other.wait(lambda: other.text("#history-status") == "Aucune analyse pour l’instant.", "emptiness")


# -- Languages


def check_languages(base, token):
    for tag, expected in (("en", "en"), ("de", "en")):
        with check(f"a browser in {tag} gets the page in {expected}"), Browser(base, language=tag) as browser:
            browser.open("/")
            give_token(browser, token)
            equal(browser.attribute("html", "lang"), expected)
            equal(browser.text("#analyse"), "Analyse")
            if tag != "en":
                continue
            with check("the language switches without losing text or result, over a reload and the pages, too"):
                analyse(browser, "Switch me")
                score = browser.text("#result-score")
                assert re.fullmatch(r"[01]\.\d{4}", score), score
                equal(browser.attribute(".languages [lang=en]", "aria-pressed"), "true")
                browser.click(".languages [lang=fr]")
                equal(browser.attribute("html", "lang"), "fr")
                equal(browser.text("#analyse"), "Analyser")
                equal(browser.text("#result-score"), score.replace(".", ","))
                equal(browser.run("return document.querySelector('#text').value"), "Switch me")
                equal(browser.run("return document.title"), "Analyse de sentiment – Air Paradis")
                equal(browser.attribute(".languages [lang=fr]", "aria-pressed"), "true")
                browser.reload()
                equal(browser.text("#analyse"), "Analyser")
                browser.open("/monitoring")
                equal((browser.attribute("html", "lang"), browser.text("h1")), ("fr", "Suivi du service"))
            with check("no word is left without its translation"):
                for path in PAGES:
                    browser.open(path)
                    for language in ("fr", "en"):
                        browser.click(f".languages [lang={language}]")
                        none(re.findall(r"\{\w+\}|undefined|NaN|\[object", browser.run("return document.body.innerText")))


# -- Failures


def check_failures(proxy):
    with Browser(proxy.url) as browser:
        browser.open("/")
        browser.wait(lambda: browser.text("#service"), "service")
        json_error = lambda text: {"detail": text}  # noqa: E731
        with check("no network is said in plain words"), proxy.dropping("/predict"):
            refuse(browser, "Le service ne répond pas.")
        list_of_problems = {"detail": [{"type": "string_type", "loc": ["body", "text"], "msg": "Input should be a valid string", "input": 5}]}
        cases = [
            (413, json_error("The body has 70000 bytes; at most 65536 are accepted."), {}, "65 536. Raccourcissez"),
            (413, b"<html>too long</html>", {}, "trop long pour le service : il fait 24 octets"),
            (422, list_of_problems, {}, "Le service refuse cette demande : body.text: Input should be a valid string"),
            (400, json_error("Not UTF-8"), {}, "refuse cette demande : Not UTF-8"),
            (429, json_error("Too many"), {"Retry-After": "7"}, "Réessayez dans 7 secondes."),
            (429, json_error("Too many"), {"Retry-After": "1"}, "Réessayez dans une seconde."),
            (429, json_error("Too many"), {}, "trop de demandes. Réessayez dans un instant."),
            (503, json_error("The model is still being loaded."), {"Retry-After": "1"}, "n’est pas disponible"),
            (500, b"<h1>Oops</h1>", {}, "Le service a échoué (code 500)."),
            (403, json_error("No"), {}, "n’autorise pas cette action"),
            (200, b"<h1>A proxy's page</h1>", {}, "illisible"),
        ]
        for status, body, headers, words in cases:
            with check(f"a {status} is said in plain words: {words}"), proxy.answering("/predict", status, body, headers):
                refuse(browser, words)
                equal(browser.attribute("#failure", "role"), "alert")
        with check("a failure follows the language"), proxy.answering("/predict", 429, {}, {"Retry-After": "7"}):
            refuse(browser, "7 secondes")
            browser.click(".languages [lang=en]")
            assert "Try again in 7 seconds." in browser.text("#failure"), browser.text("#failure")
            browser.click(".languages [lang=fr]")
        with check("a result takes the failure away"):
            analyse(browser, "Fine again")
            assert not browser.seen("#failure"), "it stays"

        with check("a report that is not kept is said, what was written stays, and a second try goes through"):
            browser.click("#report-button")
            browser.enter("#comment", "  Pas perdu ")
            for status, words in ((507, "disque du service est plein"), (429, "trop de demandes"), (503, "pas disponible")):
                with proxy.answering("/feedback", status, json_error("No")):
                    browser.click("#report-send")
                    browser.wait(lambda: words in browser.text("#report-failure"), words)  # noqa: B023
            with proxy.dropping("/feedback"):
                browser.click("#report-send")
                browser.wait(lambda: "ne répond pas" in browser.text("#report-failure"), "message")
            equal(browser.run("return document.querySelector('#comment').value"), "  Pas perdu ")
            browser.click("#report-send")
            browser.wait(lambda: browser.text("#thanks").startswith("Merci"), "thanks")
            report = proxy.last("/feedback")
            equal(set(report), {"text", "predicted_label", "score", "comment"})
            equal((report["text"], report["comment"]), ("Fine again", "Pas perdu"))
        with check("an expected label is reported as the model spells it"):
            analyse(browser, "Again")
            browser.click("#report-button")
            Select(browser.find("#expected")).select_by_index(1)
            browser.click("#report-send")
            browser.wait(lambda: browser.seen("#thanks"), "thanks")
            first = json.loads(urllib.request.urlopen(proxy.url + "/info").read())["model"]["labels"][0]
            equal(proxy.last("/feedback")["expected_label"], first)
            assert "comment" not in proxy.last("/feedback"), "an empty comment is sent"

        with check("a failing explanation is said and can be asked for again"):
            analyse(browser, "Why this?")
            with proxy.answering("/predict", 503, json_error("Loading")):
                browser.click("#why-button")
                browser.wait(lambda: "pas disponible" in browser.text("#why"), "message")
            browser.click("#why-button")
            browser.click("#why-button")
            browser.wait(lambda: browser.seen("#why h3"), "explanation")

        with check("a truncated text is said to be one"):
            cut = {"label": "positive", "score": 0.75, "truncated": True, "tokens": 300, "maximum_tokens": 128}
            with proxy.answering("/predict", 200, cut):
                analyse(browser, "long")
                equal(browser.text("#result-note"), "Le texte a 300 jetons : seuls les 128 premiers ont été lus.")
            analyse(browser, "short")
            assert not browser.seen("#result-note"), "the note stays"

        with check("two clicks send one request"):
            before = proxy.count("/predict")
            browser.enter("#text", "twice")
            browser.run("const button = document.querySelector('#analyse'); button.click(); button.click();")
            browser.wait(lambda: browser.text("#result-text") == "twice", "result")
            equal(proxy.count("/predict") - before, 1)

        check_five_labels(browser, proxy)
        with check("failures leave no other trace in the console"):
            none(browser.console(0, 400, 403, 413, 422, 429, 500, 503, 507))


def check_five_labels(browser, proxy):
    info = {"service": "swiftlet", "version": "1", "model": {"approach": "distilbert", "labels": FIVE, "digest": "ab"}}
    scores = [0.05, 0.1, 0.2, 0.6, 0.05]
    answer = {"label": FIVE[3], "score": 0.6, "probabilities": dict(zip(FIVE, scores))}
    with check("five labels: all are shown with their probabilities and can be expected"), \
            proxy.answering("/info", 200, info), proxy.answering("/predict", 200, answer):
        browser.open("/")
        browser.wait(lambda: "distilbert" in browser.text("#service"), "service")
        analyse(browser, "five")
        equal(browser.text("#result-label"), FIVE[3])
        equal(browser.texts("#classes dt"), [name(FIVE[n]) for n in (3, 2, 1, 0, 4)])
        equal(browser.texts("#classes dd"), ["0,6000", "0,2000", "0,1000", "0,0500", "0,0500"])
        equal(browser.texts("#expected option"), ["Inconnue", *map(name, FIVE)])
        colors = browser.run(
            "return [...document.querySelectorAll('#classes .badge')].map((node) => getComputedStyle(node).backgroundColor)"
        )
        equal(len(set(colors)), 5)
        none(browser.audit())
        browser.resize(320)
        none(browser.overflow())
        browser.resize(1280)


def check_token(proxy):
    with check("a 401 asks for the token, which stays in the tab only, and what was asked goes on"), \
            proxy.asking_for("s3cret-token"), Browser(proxy.url) as browser:
        browser.open("/")
        browser.wait(lambda: browser.seen("#token-field"), "field")
        equal(browser.attribute("#token-field", "type"), "password")
        none(browser.audit())
        browser.enter("#text", "Behind a token")
        browser.click("#analyse")
        browser.wait(lambda: "demande un jeton" in browser.text("#failure"), "message")
        for wrong, words in (("", "n’a que des lettres"), ("é", "n’a que des lettres"), ("wrong", "refuse ce jeton")):
            browser.enter("#token-field", wrong)
            browser.click("#token button")
            browser.wait(lambda: words in browser.text("#token-failure"), words)  # noqa: B023
        browser.enter("#token-field", "s3cret-token")
        browser.click("#token button")
        browser.wait(lambda: browser.text("#result-text") == "Behind a token", "result")
        assert not browser.seen("#token-field") and not browser.seen("#failure")
        kept = browser.run("return [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]")
        equal(["s3cret" in one for one in kept], [False, True, False])
        browser.open("/monitoring")
        browser.wait(lambda: browser.seen("#tiles .value"), "data")
        none(browser.console(401))


def check_blocked_storage(base, token):
    with check("a browser that stores nothing analyses all the same"), Browser(base, stores=False) as browser:
        browser.open("/")
        equal(browser.run("try { localStorage.length; return 'stores' } catch { return 'refuses' }"), "refuses")
        if not token:
            analyse(browser, "Nothing is kept")
            equal(browser.text("#result-text"), "Nothing is kept")
        none(browser.console(401))


# -- The look: widths, dark, contrast, names


def fill(browser):
    """Brings the product page into the state with most on it."""
    analyse(browser, "What a lovely crew, but my bag was lost! " + "x" * 300)
    browser.click("#why-button")
    browser.wait(lambda: browser.seen("#why h3"), "explanation")
    browser.click("#report-button")


def states(browser):
    """Opens each page in the state with most on it."""
    browser.open("/")
    yield "/ empty"
    fill(browser)
    yield "/ with a result"
    browser.enter("#text", "")
    browser.click("#analyse")
    yield "/ with a warning"
    browser.open("/monitoring")
    browser.wait(lambda: browser.seen("#tiles .value") and browser.text("#updated"), "data")
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    yield "/monitoring"
    browser.open("/docs")
    browser.wait(lambda: browser.all(".operation"), "operations")
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    yield "/docs"


def check_look(base, token, screenshots):
    with Browser(base) as browser:
        browser.open("/")
        give_token(browser, token)
        for scheme in ("light", "dark"):
            browser.media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
            for state in states(browser):
                with check(f"{state}, {scheme}: names, roles, headings, identifiers, targets, contrast"):
                    none(browser.audit())
                with check(f"{state}, {scheme}: nothing scrolls sideways from {WIDTHS[0]} to {WIDTHS[-1]} pixels"):
                    for width in WIDTHS:
                        browser.resize(width)
                        browser.run("return new Promise((done) => setTimeout(done, 60))")
                        none([f"{width}: {one}" for one in browser.overflow()])
                    browser.resize(1280)
                if screenshots:
                    slug = re.sub(r"\W+", "-", f"{state} {scheme}").strip("-")
                    browser.screenshot(screenshots / f"{slug}.png")
                    browser.resize(360, 740)
                    browser.screenshot(screenshots / f"{slug}-phone.png")
                    browser.resize(1280)
            with check(f"the ground of the page is {scheme}"):
                red = browser.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
                equal("light" if int(red) > 127 else "dark", scheme)
        with check("nothing moves where motion is not wanted"):
            browser.open("/")
            equal(browser.run("return getComputedStyle(document.querySelector('#analyse')).transitionDuration"), "0s")
        with check("no error in the console, nothing refused by the policy, nothing from elsewhere"):
            none(browser.console(401))
            for path in PAGES:
                browser.open(path)
                browser.wait(lambda: browser.run("return document.readyState") == "complete", "page")
                addresses = browser.run("return performance.getEntriesByType('resource').map((one) => one.name)")
                none([one for one in addresses if not one.startswith(base)])
                none(browser.console(401))
        with check("the policy holds: an inline script does not run"):
            browser.run("""
                const script = document.createElement("script");
                script.textContent = "window.harmed = 1";
                document.body.append(script);
            """)
            browser.wait(lambda: browser.run("return refused.length"), "refusal")
            equal(browser.run("return window.harmed ?? null"), None)
            browser.console()
        with check("the audit finds what is planted"):
            browser.open("/")
            browser.media(prefers_color_scheme="light")
            browser.run("""
                document.querySelector("main").insertAdjacentHTML("beforeend",
                  '<h5 id="text">Low</h5><button></button><img src="/assets/icon.svg"><p class="planted">pale</p>');
                document.querySelector(".planted").style.color = "#8a8a8a";
                Object.assign(document.querySelector("main > button").style, { minBlockSize: 0, padding: 0 });
            """)
            problems = " ".join(browser.audit())
            for words in ("after h2", "id text twice", "button without a name", "no alt", "words: contrast", "a target of"):
                assert words in problems, f"not “{words}” in {problems}"


# -- The keyboard alone


def check_keyboard(base, token):
    with Browser(base) as browser:
        browser.open("/")
        give_token(browser, token)
        browser.reload()
        browser.wait(lambda: browser.text("#service"), "service")
        with check("the whole job by keyboard: skip, example, analysis, why, report, history"):
            browser.press(Keys.TAB)
            equal(browser.run("return document.activeElement.className"), "skip")
            browser.assert_focus_is_seen()
            assert browser.run("return document.activeElement.getBoundingClientRect().top >= 0"), "the skip link is not seen"
            browser.press(Keys.ENTER)
            browser.tab_to("#text")
            browser.tab_to("#examples button:nth-child(2)")
            browser.press(Keys.ENTER)
            equal(browser.run("return document.activeElement.id"), "text")
            browser.tab_to("#analyse")
            browser.press(Keys.ENTER)
            browser.wait(lambda: browser.seen("#result"), "result")
            equal(browser.run("return document.activeElement.id"), "analyse")
            browser.tab_to("#why-button")
            browser.press(Keys.SPACE)
            browser.wait(lambda: browser.seen("#why h3"), "explanation")
            browser.tab_to("#report-button")
            browser.press(Keys.ENTER)
            equal(browser.run("return document.activeElement.id"), "expected")
            browser.press(Keys.ARROW_DOWN)
            browser.tab_to("#comment")
            browser.press("o", "k")
            browser.tab_to("#report-send")
            browser.press(Keys.ENTER)
            browser.wait(lambda: browser.run("return document.activeElement.id") == "thanks", "thanks")
            browser.tab_to("#history-toggle")
            browser.press(Keys.ENTER)
            assert not browser.seen("#history"), "the history does not hide"
            browser.press(Keys.ENTER)
            browser.tab_to("#history-empty")
            browser.press(Keys.ENTER)
            equal(browser.run("return document.activeElement.id"), "history-undo")
            browser.press(Keys.ENTER)
            equal(len(browser.all("#history > li")), 1)
            browser.tab_to(".languages button:last-child", backwards=True)
            browser.press(Keys.ENTER)
            equal(browser.attribute("html", "lang"), "en")
        with check("the focus's ring has a contrast of 3 in light and dark"):
            for scheme in ("light", "dark"):
                browser.media(prefers_color_scheme=scheme)
                for selector, ground in (("#text", ".card"), ("a[href='/docs']", ".top")):
                    ring, below = browser.run(
                        "document.querySelector(arguments[0]).focus({focusVisible: true});"
                        "return [getComputedStyle(document.activeElement).outlineColor,"
                        " getComputedStyle(document.querySelector(arguments[1])).backgroundColor]", selector, ground)
                    found = contrast(ring, below)
                    assert found >= 3, f"{scheme} {selector}: {found:.2f}"
        with check("/monitoring by keyboard"):
            browser.open("/monitoring")
            browser.wait(lambda: browser.seen("#tiles .value"), "data")
            browser.tab_to("#refresh")
            browser.press(Keys.ENTER)
            browser.tab_to("#automatic")
            browser.press(Keys.SPACE)
            equal(browser.run("return document.querySelector('#automatic').checked"), False)
            browser.tab_to("summary")
            browser.press(Keys.ENTER)
            assert browser.seen("details[open] table, details[open] .wide"), "the numbers do not show"
        with check("/docs by keyboard: an operation opens and is tried"):
            browser.open("/docs")
            browser.wait(lambda: browser.all(".operation"), "operations")
            browser.tab_to("#post-predict > summary")
            browser.press(Keys.ENTER)
            browser.tab_to("#post-predict form button.main")
            browser.press(Keys.ENTER)
            browser.wait(lambda: "200" in browser.text("#post-predict form [role=status]"), "answer")


def contrast(one, other):
    def light(color):
        parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


# -- Monitoring

DRIFTS = ("labels", "scores", "unknown", "tokens", "characters")
TENTHS = [f"{n / 10}–{(n + 1) / 10}" for n in range(10)]


def monitoring_data(psi=(0.05, 0.2, 0.3, 0.1, 0.25)):
    """Data as the service writes them, with known numbers."""
    bins = [FIVE, TENTHS, TENTHS, ["0", "1", "2–3", "4–7", "8–"], ["0", "1–1023", "1024–"]]
    counts = [[400, 300, 150, 100, 50], [0, 0, 0, 0, 0, 100, 150, 200, 250, 300], [900, 50, 25, 15, 10, 0, 0, 0, 0, 0], [0, 100, 200, 300, 400], [0, 990, 10]]
    return {
        "time": "2026-11-30T05:17:33.123Z", "started": "2026-11-29T20:00:00.000Z",
        "requests": {
            "total": 5120, "errors": 2, "window_seconds": 300, "per_second": 4.2, "errors_per_second": 0,
            "p50_seconds": 0.004, "p90_seconds": 0.006, "p99_seconds": 0.0205,
            "history": [
                {"time": f"2026-11-30T05:{minute:02}:00.000Z", "requests": 10 * minute, "errors": minute % 3}
                | ({"p50_seconds": 0.004, "p99_seconds": 0.001 * minute} if minute != 5 else {})
                for minute in range(1, 11)
            ],
        },
        "feedback": {
            "total": 12, "wrong": 4, "window_seconds": 300, "wrong_in_window": 3, "alert_count": 3,
            "alert": True, "alerts": 1,
        },
        "drift": {
            "predictions": 5000, "window": 1000, "window_size": 1000, "reference": 2000,
            "distributions": [
                {"of": of, "bins": bins[n], "reference": [2 * one for one in reversed(counts[n])],
                 "window": counts[n], "total": [5 * one for one in counts[n]], "psi": psi[n]}
                for n, of in enumerate(DRIFTS)
            ],
        },
    }


def number(text):
    """A number as the English page writes it."""
    return float(re.search(r"-?[\d,]*\.?\d+", text).group().replace(",", ""))


def rows(browser, plot):
    """The cells of a plot's table."""
    return browser.run(
        "return [...document.querySelector(arguments[0]).closest('article').querySelectorAll('tbody tr')]"
        ".map((row) => [...row.cells].map((cell) => cell.textContent))", f"#plot-{plot}")


def drawing(browser, plot):
    """The height of each rectangle of a plot, by its class."""
    return browser.run(
        "const heights = {};"
        "for (const one of document.querySelector(arguments[0]).closest('article').querySelectorAll('rect'))"
        " (heights[one.getAttribute('class')] ??= []).push(Number(one.getAttribute('height')));"
        "return heights;", f"#plot-{plot}")


def proportional(heights, values):
    """Whether heights stand to each other as values do, but for the least bars."""
    greatest = max(range(len(values)), key=values.__getitem__)
    scale = heights[greatest] / values[greatest]
    for height, value in zip(heights, values, strict=True):
        assert abs(height - value * scale) <= 2.01, f"a bar of {height} for {value}, scale {scale}"


def check_monitoring(service, proxy):
    with check("/monitoring shows the service's own data: seven plots, each with its numbers"), \
            Browser(service.base, language="en") as browser:
        browser.open("/")
        give_token(browser, service.token)
        analyse(browser, "Count me")
        browser.open("/monitoring")
        browser.wait(lambda: browser.seen("#tiles .value"), "data")
        equal(len(browser.all("article.card")), 7)
        data = service.json("/monitoring/data")
        equal([one["of"] for one in data["drift"]["distributions"]], list(DRIFTS))
        drawings = browser.all(".plot svg[role=img][aria-label]")
        equal(len(drawings), 7)
        for one in data["drift"]["distributions"]:
            table = rows(browser, f"drift-{one['of']}")
            equal(len(table), len(one["bins"]))
            equal([number(row[3]) for row in table], [float(count) for count in one["window"]])
            proportion = [count / max(1, sum(one["window"])) for count in one["window"]]
            none([f"{row} for {part}" for row, part in zip(table, proportion) if abs(number(row[2]) - 100 * part) > 0.051])
        tiles = browser.texts("#tiles .value")
        equal(number(tiles[3]), float(data["drift"]["predictions"]))
        none(browser.console(401))

    data = monitoring_data()
    with proxy.answering("/monitoring/data", 200, data), Browser(proxy.url, language="en") as browser:
        browser.open("/monitoring")
        browser.wait(lambda: browser.seen("#tiles .value"), "data")
        with check("/monitoring: rate, latency, errors, reports and the alert"):
            equal(browser.texts("#tiles .value"), ["4.20", "4.00 ms", "2", "5,000", "3", "Raised"])
            equal(browser.texts("#tiles .small"), [
                "5,120 since the start", "99th percentile: 20.5 ms", "< 0.1% of the requests", "12 reports, 4 of errors",
                "alert threshold 3", "1 since the start"])
            equal(browser.text("#alert"), "Alert: 3 wrong predictions reported within 5 minutes (threshold 3).")
        with check("/monitoring: a reading for every index of stability, at its borders, too"):
            readings = [" ".join(browser.texts(f"article:has(#plot-drift-{of}) .reading")) for of in DRIFTS]
            equal(readings, ["Stable PSI 0.050", "Watch PSI 0.200", "Shifted PSI 0.300", "Watch PSI 0.100", "Watch PSI 0.250"])
        with check("/monitoring: tables and bars are the data"):
            equal([row[1:] for row in rows(browser, "traffic-requests")], [[str(10 * n), str(n % 3)] for n in range(1, 11)])
            proportional(drawing(browser, "traffic-requests")["answered"], [10 * n for n in range(1, 11)])
            equal(rows(browser, "traffic-latency")[4][1:], ["–", "–"])
            equal(rows(browser, "traffic-latency")[9][1:], ["4.00", "10.0"])
            equal(len(browser.run("return document.querySelector('.plot .p50 path').getAttribute('d')").split("M")), 3)
            for one in data["drift"]["distributions"]:
                table = rows(browser, f"drift-{one['of']}")
                equal([number(row[1]) for row in table], [round(100 * count / 2000, 1) for count in one["reference"]])
                equal([number(row[2]) for row in table], [round(100 * count / 1000, 1) for count in one["window"]])
                if one["of"] != "labels":
                    proportional(drawing(browser, f"drift-{one['of']}")["window"], one["window"])
                    proportional(drawing(browser, f"drift-{one['of']}")["reference"], one["reference"])
            equal([row[0] for row in rows(browser, "drift-characters")], ["0", "1–1,023", "≥ 1,024"])
            equal([row[0] for row in rows(browser, "drift-labels")], [name(label, "en") for label in FIVE])
        with check("/monitoring: renewed data are shown, and a failure leaves the old ones"):
            newer = monitoring_data(psi=(0.9, 0, 0, 0, 0)) | {"feedback": data["feedback"] | {"alert": False, "wrong_in_window": 0}}
            with proxy.answering("/monitoring/data", 200, newer):
                browser.click("#refresh")
                browser.wait(lambda: not browser.seen("#alert"), "end of the alert")
                equal(browser.texts("#tiles .value")[-2:], ["0", "Quiet"])
                assert "PSI 0.900" in " ".join(browser.texts("article:has(#plot-drift-labels) .reading"))
            with proxy.answering("/monitoring/data", 503, {"detail": "draining"}):
                browser.click("#refresh")
                browser.wait(lambda: "not available" in browser.text("#failure"), "message")
                assert browser.seen("#tiles .value"), "the old data are gone"
            browser.click("#refresh")
            browser.wait(lambda: not browser.seen("#failure"), "end of the failure")
        with check("/monitoring: few data are said to be few"):
            few = monitoring_data()
            few["drift"]["distributions"][0]["window"] = [20, 0, 0, 0, 0]
            with proxy.answering("/monitoring/data", 200, few):
                browser.reload()
                browser.wait(lambda: browser.seen("#tiles .value"), "data")
                equal(browser.text("article:has(#plot-drift-labels) .reading .badge"), "Too few data")
        for what, cut in (
            ("no reference", lambda whole: [
                whole["drift"].pop("reference"),
                *[one.pop(key) for one in whole["drift"]["distributions"] for key in ("reference", "psi")]]),
            ("a service that has answered nothing", lambda whole: [
                whole["requests"].update(history=[], total=0, errors=0, per_second=0),
                *[whole["requests"].pop(key) for key in ("p50_seconds", "p90_seconds", "p99_seconds")],
                *[one.update(window=[0] * len(one["bins"])) for one in whole["drift"]["distributions"]]]),
            ("no member at all", lambda whole: whole.clear()),
        ):
            with check(f"/monitoring with {what}"):
                whole = monitoring_data()
                cut(whole)
                with proxy.answering("/monitoring/data", 200, whole):
                    for language in ("fr", "en"):
                        browser.reload()
                        browser.wait(lambda: browser.seen("#tiles .value"), "data")
                        browser.click(f".languages [lang={language}]")
                        none(browser.audit())
                        none(re.findall(r"\{\w+\}|undefined|NaN|Infinity|null", browser.run("return document.body.textContent")))
                    if what == "no reference":
                        equal(browser.text("article:has(#plot-drift-labels) .reading"), "No reference")
                        equal(rows(browser, "drift-labels")[0][1], "–")
                        assert "no reference profile" in browser.text("#drift-lead")
        with check("/monitoring renews itself only while asked to"):
            with proxy.answering("/monitoring/data", 200, data):
                browser.reload()
                browser.wait(lambda: browser.seen("#tiles .value"), "data")
                before = proxy.count("/monitoring/data")
                browser.wait(lambda: proxy.count("/monitoring/data") > before, "renewal")
        with check("/monitoring leaves nothing in the console"):
            none(browser.console(503))


# -- The documentation


def check_docs(service, proxy):
    document = service.json("/openapi.json")
    operations = [
        (path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()
        if method in ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    ]
    with Browser(service.base, language="en") as browser:
        browser.open("/")
        give_token(browser, service.token)
        browser.open("/docs")
        browser.wait(lambda: browser.all(".operation"), "operations")
        with check(f"/docs shows all {len(operations)} operations with parameters, answers and schemas"):
            equal(browser.texts(".operation .path"), [path for path, _, _ in operations])
            equal(browser.texts(".operation .method"), [method.upper() for _, method, _ in operations])
            equal(browser.texts("#contents code"), [path for path, _, _ in operations])
            for (path, method, operation), view in zip(operations, browser.all(".operation")):
                text = view.get_attribute("textContent")
                statuses = browser.run("return [...arguments[0].querySelectorAll('.status')].map((one) => one.textContent)", view)
                equal(sorted(statuses), sorted(operation["responses"]))
                for parameter in operation.get("parameters", []):
                    assert parameter.get("name", "") in text, f"{path}: no {parameter}"
                assert operation.get("summary", "") in text
            equal(browser.texts("#schemas h3"), list(document.get("components", {}).get("schemas", {})))
        with check("/docs: links to schemas lead there"):
            none(browser.run("""
                return [...document.querySelectorAll("main a[href^='#']")]
                  .filter((link) => !document.getElementById(decodeURIComponent(link.hash.slice(1)))).map((link) => link.hash);
            """))
        with check("/docs: the address of an operation opens it"):
            browser.open("/docs#post-feedback")
            browser.reload()
            browser.wait(lambda: browser.attribute("#post-feedback", "open") is not None, "operation")
        with check("/docs: /predict is tried, and answers as the API does"):
            browser.open("/docs#post-predict")
            browser.reload()
            browser.wait(lambda: browser.seen("#post-predict form"), "form")
            text = 'It\'s "great" <b>'
            browser.enter("#post-predict textarea", json.dumps({"text": text}))
            browser.click("#post-predict form button.main")
            browser.wait(lambda: browser.text("#post-predict form [role=status]").startswith("200 in "), "answer")
            body = browser.run("return document.querySelector('#post-predict .answer').textContent").split("\n\n", 1)[1]
            equal(json.loads(body), service.json("/predict", {"text": text}))
        with check("/docs: the command in curl is the same request"):
            command = browser.run("return document.querySelector('#post-predict pre code').textContent")
            assert shutil.which("curl"), "no curl"
            found = subprocess.run(
                ["bash", "-c", f"{command} --silent --fail"], capture_output=True, text=True, env={"TOKEN": service.token or "", "PATH": "/usr/bin:/bin"}, check=False)
            equal(json.loads(found.stdout or "null"), service.json("/predict", {"text": text}))
        with check("/docs: parameters are sent"):
            Select(browser.find("#post-predict-probabilities")).select_by_visible_text("true")
            assert "?probabilities=true'" in browser.run("return document.querySelector('#post-predict pre code').textContent")
            browser.click("#post-predict form button.main")
            browser.wait(lambda: "probabilities" in browser.text("#post-predict .answer"), "probabilities")
        with check("/docs: every operation without a body answers when tried"):
            for path, method, operation in operations:
                if method != "get":
                    continue
                identifier = f"get-{re.sub(r'[^a-zA-Z0-9_]+', '-', path).strip('-')}"
                browser.run("document.getElementById(arguments[0]).open = true", identifier)
                browser.click(f"#{identifier} form button.main")
                browser.wait(lambda: re.match(r"\d{3} in ", browser.text(f"#{identifier} form [role=status]")), path)  # noqa: B023
        with check("/docs: /redoc shows the same"):
            browser.open("/redoc")
            browser.wait(lambda: len(browser.all(".operation")) == len(operations), "operations")
        with check("/docs leaves nothing in the console"):
            none(browser.console(401, 503))
    strange = {
        "openapi": "3.1.0", "info": {"title": "<b>Strange</b>"},
        "components": {
            "schemas": {"Tree": {"type": "object", "properties": {"leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, "up": {"$ref": "#/components/schemas/Tree"}}, "required": ["up"]}},
            "parameters": {"id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}},
        },
        "paths": {"/things/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {"responses": {}}, "delete": {},
            "put": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}, "text/plain": {}}}, "responses": {"default": {"description": "<i>any</i>"}}},
        }},
    }
    with check("/docs: references in a circle, absent members and markup are borne"), \
            proxy.answering("/openapi.json", 200, strange), Browser(proxy.url) as browser:
        browser.open("/docs")
        browser.wait(lambda: len(browser.all(".operation")) == 3, "operations")
        browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
        equal(len(browser.all("main b, main i")), 0)
        browser.enter("#get-things-id-id", "a/b c")
        assert "/things/a%2Fb%20c" in browser.text("#get-things-id pre code"), browser.text("#get-things-id pre code")
        none(browser.audit())
        none(browser.console())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", help="address of a running service, such as http://127.0.0.1:8080")
    parser.add_argument("--token", help="the service's token, where it asks for one")
    parser.add_argument("--screenshots", type=pathlib.Path, help="a folder to write pictures into")
    options = parser.parse_args()
    base = options.base.rstrip("/")
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    service = Service(base, options.token)
    proxy = Proxy(base, options.token)

    check_documents(service)
    with Browser(base) as browser:
        browser.open("/")
        give_token(browser, options.token)
        check_analysis(browser, service)
        check_history(browser, base)
        with check("the product page leaves nothing in the console"):
            none(browser.console(401))
    check_languages(base, options.token)
    check_failures(proxy)
    check_token(proxy)
    check_blocked_storage(base, options.token)
    check_keyboard(base, options.token)
    check_monitoring(service, proxy)
    check_docs(service, proxy)
    check_look(base, options.token, options.screenshots)
    proxy.close()
    if failures:
        sys.exit(f"{len(failures)} of the checks failed")


if __name__ == "__main__":
    main()

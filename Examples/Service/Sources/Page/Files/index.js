// The product page: a text in, a label out, a report where the label is wrong, and what was asked before.

import {
  $, badge, call, element, hush, labelName, labels, memory, moment, number, onToken, say, setLabels, show, start,
  tone,
} from "./common.js";

const examples = {
  "examples.praise": "What a lovely crew and such a smooth flight, thank you @AirParadis! ✈️",
  "examples.complaint": "Three hours late, nobody tells us anything and my bag is still in Lisbon. Never again.",
  "examples.irony": "Great, another delay. Just what I needed after a night in the airport…",
};

/** What the result card shows: the text and the service's answer; `null` before the first one. */
let shown = null;

/** What was refused for want of a token, to be done again with one. */
let refused = null;

// MARK: The analysis

let analysing = false;

async function analyse() {
  const text = $("#text").value;
  const isEmpty = text.trim() === "";
  show($("#warning"), isEmpty ? "analysis.empty" : undefined);
  if (isEmpty) {
    $("#text").setAttribute("aria-invalid", "true");
    $("#text").focus();
    return;
  }
  $("#text").removeAttribute("aria-invalid");
  if (analysing) return;
  setAnalysing(true);
  show($("#failure"));
  try {
    const answer = await call("/predict?probabilities=true", { text });
    shown = { text, ...answer };
    showResult();
    if (!labels.includes(answer.label)) showService();
    remember({ text, label: answer.label, score: answer.score, time: Date.now() });
  } catch (error) {
    if (error.status === 401) refused = analyse;
    shown = null;
    $("#result").hidden = true;
    hush($("#announcement"));
    show($("#failure"), error.key, error.values);
  } finally {
    setAnalysing(false);
  }
}

function setAnalysing(value) {
  analysing = value;
  $("#analyse").setAttribute("aria-disabled", String(value));
  if (value) say($("#busy"), "analysis.busy"); else hush($("#busy"));
}

function showResult() {
  const { text, label, score, truncated, tokens, maximum_tokens: maximum } = shown;
  const name = () => labelName(label);
  say($("#result-label"), "plain", { text: name });
  $("#result-label").className = `badge big ${tone(label)}`;
  say($("#result-score"), "plain", { text: () => number(score, 4) });
  $("#result-gauge").className = tone(label);
  $("#result-gauge").style.inlineSize = `${100 * score}%`;
  $("#result-text").textContent = text;
  const note = maximum === undefined ? "result.truncated.unknown" : "result.truncated";
  show($("#result-note"), truncated ? note : undefined, { tokens, maximum });
  showClasses(shown.probabilities);
  open($("#why-button"), $("#why"), false);
  open($("#report-button"), $("#report"), false);
  $("#why").replaceChildren();
  $("#report-button").hidden = false;
  $("#report").reset();
  show($("#thanks"));
  show($("#report-failure"));
  $("#result").hidden = false;
  say($("#announcement"), "result.announcement", { label: name, score: () => number(score, 4) });
}

/** Each class's probability, the greatest first, where there are more than two. */
function showClasses(probabilities = {}) {
  const entries = Object.entries(probabilities).sort((a, b) => b[1] - a[1]);
  $("#classes").hidden = entries.length < 3;
  $("#classes-list").replaceChildren(...entries.map(([label, probability]) => element("div", {},
    element("dt", {}, badge(label)),
    element("dd", {}, bar(probability, tone(label)),
      element("span", { say: ["plain", { text: () => number(probability, 4) }] })))));
}

function bar(share, className) {
  const inner = element("span", { class: className });
  inner.style.inlineSize = `${100 * share}%`;
  return element("span", { class: "bar", "aria-hidden": "true" }, inner);
}

/** Opens or closes what a button controls. */
function open(button, panel, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  panel.hidden = !isOpen;
}

// MARK: The most telling terms

const maximumTerms = 12;

async function explain() {
  const button = $("#why-button");
  if (button.getAttribute("aria-expanded") === "true") return open(button, $("#why"), false);
  const asked = shown;
  open(button, $("#why"), true);
  if ($("#why").dataset.of === "whole" && $("#why").firstChild) return;
  $("#why").dataset.of = "waiting";
  $("#why").replaceChildren(element("p", { class: "soft", role: "status", say: "why.busy" }));
  let content;
  try {
    const { explanation } = await call("/predict?explain=true", { text: asked.text });
    content = explained(explanation);
    if (asked === shown) $("#why").dataset.of = "whole";
  } catch (error) {
    if (error.status === 401) refused = () => { open(button, $("#why"), false); explain(); };
    content = [element("p", { class: "message bad", role: "alert", say: [error.key ?? "failure.unreadable", error.values] })];
  }
  if (asked === shown) $("#why").replaceChildren(...content);
}

function explained({ method, label, terms = [], intercept }) {
  const telling = terms.filter((term) => term.weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, maximumTerms);
  const name = () => labelName(label);
  const heading = element("h3", { id: "why-title", say: ["why.title", { label: name }] });
  if (telling.length === 0) return [heading, element("p", { class: "soft", say: "why.none" })];
  const greatest = Math.abs(telling[0].weight);
  const rows = telling.map(({ term, weight }) => element("tr", {},
    element("th", { scope: "row" }, element("code", {}, term)),
    element("td", { say: weight > 0 ? "why.for" : "why.against" }),
    element("td", {}, element("div", { class: "with-bar" },
      bar(Math.abs(weight) / greatest, weight > 0 ? "for" : "against"),
      element("span", { class: "weight", say: ["plain", { text: () => signed(weight) }] })))));
  const isExact = method === "coefficients";
  const base = isExact && typeof intercept === "number"
    ? element("p", { class: "soft small", say: ["why.intercept", { weight: () => signed(intercept) }] }) : null;
  return [
    heading,
    element("p", { class: "soft small", say: [isExact ? "why.coefficients" : "why.left-out", { label: name }] }),
    element("table", { class: "terms", "aria-labelledby": "why-title" },
      element("thead", {}, element("tr", {},
        ...["why.term", "why.direction", "why.weight"].map((key) => element("th", { scope: "col", say: key })))),
      element("tbody", {}, ...rows)),
    base,
  ].filter(Boolean);
}

function signed(weight) {
  return `${weight < 0 ? "−" : "+"}${number(Math.abs(weight), 3)}`;
}

// MARK: The report

let reporting = false;

async function report() {
  if (reporting) return;
  reporting = true;
  const reported = shown;
  const content = { text: reported.text, predicted_label: reported.label, score: reported.score };
  if ($("#expected").value) content.expected_label = labels[Number($("#expected").value)];
  if ($("#comment").value.trim()) content.comment = $("#comment").value.trim();
  show($("#report-failure"));
  try {
    await call("/feedback", content);
    if (reported !== shown) return;
    open($("#report-button"), $("#report"), false);
    $("#report-button").hidden = true;
    show($("#thanks"), "report.thanks");
    $("#thanks").focus();
  } catch (error) {
    if (error.status === 401) refused = report;
    if (reported === shown) show($("#report-failure"), error.key, error.values);
  } finally {
    reporting = false;
  }
}

function fillExpected() {
  const chosen = $("#expected").value;
  $("#expected").replaceChildren(
    element("option", { value: "", say: "report.unknown" }),
    ...labels.map((label, index) => element("option", {
      value: index, say: ["plain", { text: () => labelName(label) }],
    })));
  $("#expected").value = chosen;
}

// MARK: The history, which stays in this browser

const historyKey = "swiftlet.history";
const hiddenKey = "swiftlet.history.hidden";
const maximumEntries = 50;
let emptied = null;

function history() {
  try {
    const entries = JSON.parse(memory.read(historyKey) ?? "[]");
    return entries.filter((entry) => typeof entry?.text === "string" && typeof entry.score === "number");
  } catch {
    return [];
  }
}

function remember(entry) {
  emptied = null;
  let entries = [entry, ...history()].slice(0, maximumEntries);
  // A browser keeps some megabytes a site: the oldest go until the rest fits.
  while (!memory.write(historyKey, JSON.stringify(entries)) && entries.length > 1) {
    entries = entries.slice(0, Math.floor(entries.length / 2));
  }
  showHistory();
}

function showHistory() {
  const entries = history();
  const isHidden = memory.read(hiddenKey) === "yes";
  $("#history-toggle").setAttribute("aria-expanded", String(!isHidden));
  say($("#history-toggle"), isHidden ? "history.show" : "history.hide");
  $("#history").hidden = isHidden || entries.length === 0;
  $("#history-empty").hidden = entries.length === 0;
  $("#history-undo").hidden = emptied === null;
  if (emptied) say($("#history-status"), "history.emptied");
  else if (entries.length === 0) say($("#history-status"), "history.none");
  else say($("#history-status"), entries.length === 1 ? "history.one" : "history.count", { count: entries.length });
  $("#history").replaceChildren(...entries.map(historyItem));
}

function historyItem({ text, label, score, time }, index) {
  const again = element("button", {
    class: "small", type: "button", say: "history.again", "aria-describedby": `history-${index}`,
  });
  again.addEventListener("click", () => use(text));
  const date = new Date(time);
  return element("li", {},
    element("div", { class: "row" },
      badge(label),
      element("span", { class: "figure", say: ["plain", { text: () => number(score, 4) }] }),
      element("time", { class: "soft small", datetime: date.toISOString(), say: ["plain", { text: () => moment(date) }] })),
    element("p", { id: `history-${index}`, class: "said" }, text),
    again);
}

function use(text) {
  $("#text").value = text;
  $("#text").removeAttribute("aria-invalid");
  show($("#warning"));
  $("#text").focus();
}

// MARK: The service behind the page

async function showService() {
  try {
    const { model = {}, version } = await call("/info");
    setLabels(model.labels);
    fillExpected();
    showHistory();
    say($("#service"), "service", {
      approach: model.approach ?? "?", classes: labels.length, version: version ?? "?",
      digest: String(model.digest ?? "?").slice(0, 12),
    });
  } catch (error) {
    if (error.status !== 401) say($("#service"), error.key ?? "failure.unreadable", error.values);
  }
}

// MARK: Start

$("#analysis").addEventListener("submit", (event) => {
  event.preventDefault();
  analyse();
});
$("#text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) analyse();
});
$("#text").addEventListener("input", () => {
  $("#text").removeAttribute("aria-invalid");
  show($("#warning"));
});
for (const [key, text] of Object.entries(examples)) {
  const button = element("button", { class: "chip", type: "button", say: key });
  button.addEventListener("click", () => use(text));
  $("#examples").append(button);
}
$("#why-button").addEventListener("click", explain);
$("#report-button").addEventListener("click", () => {
  const isOpen = $("#report").hidden;
  open($("#report-button"), $("#report"), isOpen);
  if (isOpen) $("#expected").focus();
});
$("#report").addEventListener("submit", (event) => {
  event.preventDefault();
  report();
});
$("#history-toggle").addEventListener("click", () => {
  memory.write(hiddenKey, memory.read(hiddenKey) === "yes" ? "no" : "yes");
  showHistory();
});
$("#history-empty").addEventListener("click", () => {
  emptied = memory.read(historyKey);
  memory.remove(historyKey);
  showHistory();
  $("#history-undo").focus();
});
$("#history-undo").addEventListener("click", () => {
  memory.write(historyKey, emptied);
  emptied = null;
  showHistory();
  $("#history-empty").focus();
});
window.addEventListener("storage", (event) => {
  if (event.key === historyKey) showHistory();
});
onToken(() => {
  showService();
  const again = refused;
  refused = null;
  again?.();
});

start();
fillExpected();
showHistory();
showService();

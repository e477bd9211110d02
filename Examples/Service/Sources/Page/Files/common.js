// What the three pages share: language, elements, the service's answers and the token.

import { words } from "./words.js";

// MARK: Storage, which a browser may refuse

export const memory = {
  read(key, area = "localStorage") {
    try { return window[area].getItem(key); } catch { return null; }
  },
  write(key, value, area = "localStorage") {
    try { window[area].setItem(key, value); return true; } catch { return false; }
  },
  remove(key, area = "localStorage") {
    try { window[area].removeItem(key); } catch { /* There was nothing to remove. */ }
  },
};

// MARK: Language

const languages = { fr: "Français", en: "English" };
const languageKey = "swiftlet.language";
const listeners = [];
const spoken = new WeakMap();

/** The language of the page: the one chosen earlier, or else the browser's first that there is. */
export let language = [memory.read(languageKey), ...navigator.languages]
  .map((tag) => String(tag).slice(0, 2).toLowerCase())
  .find((tag) => Object.hasOwn(languages, tag)) ?? "en";

/** The words behind a key. Numbers among the values are written as the language writes them, functions are called. */
export function t(key, values = {}) {
  const [french, english] = words[key];
  const sentence = (language === "fr" ? french : english).replace(/\{(\w+)\}/g, (_, name) => {
    const value = typeof values[name] === "function" ? values[name]() : values[name];
    return typeof value === "number" ? number(value) : String(value);
  });
  // French sets a narrow space, at which no line breaks, before these signs.
  return language === "fr" ? sentence.replace(/ ([?!;:»%])/g, "\u202f$1").replace(/« /g, "«\u202f") : sentence;
}

/** Gives an element, or one of its attributes, words that follow the language. */
export function say(node, key, values = {}, attribute = "") {
  const messages = spoken.get(node) ?? {};
  messages[attribute] = [key, values];
  spoken.set(node, messages);
  node.dataset.said = "";
  put(node, attribute, t(key, values));
  return node;
}

/** Takes an element's words away. */
export function hush(node) {
  spoken.delete(node);
  node.textContent = "";
}

function put(node, attribute, text) {
  if (attribute) node.setAttribute(attribute, text);
  else if (node.textContent !== text) node.textContent = text;
}

/** Calls back once the language has changed. */
export function onLanguage(listener) {
  listeners.push(listener);
}

function speak() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-said]")) {
    for (const [attribute, message] of Object.entries(spoken.get(node) ?? {})) {
      put(node, attribute, t(...message));
    }
  }
  for (const listener of listeners) listener();
}

export function number(value, digits) {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits, maximumFractionDigits: digits ?? 3,
  }).format(value);
}

export function percent(share) {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

export function moment(date, style = { dateStyle: "medium", timeStyle: "short" }) {
  return new Intl.DateTimeFormat(language, style).format(date);
}

// MARK: Elements

export const $ = (selector) => document.querySelector(selector);

/** An HTML element. `say` gives it words by their key, `class` and the like are attributes; text stays text. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function drawing(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "say") say(node, ...[value].flat());
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

/** Shows an element with words, or hides it where no key is given. */
export function show(node, key, values) {
  node.hidden = !key;
  if (key) say(node, key, values); else hush(node);
}

// MARK: Labels

/** The model's labels in their order, as far as they are known. */
export let labels = [];

export function setLabels(known) {
  labels = Array.isArray(known) ? known.map(String) : [];
}

const feelings = {
  positive: "good", good: "good", negative: "bad", bad: "bad", neutral: "even", neither: "even", mixed: "even",
};

export function labelName(label) {
  const key = `label.${String(label).toLowerCase()}`;
  return Object.hasOwn(words, key) ? t(key) : String(label);
}

/** The class of a label's colour; those that are no feeling take the colours in turn. */
export function tone(label) {
  const known = String(label).toLowerCase();
  if (Object.hasOwn(feelings, known)) return feelings[known];
  return `tone-${Math.max(0, labels.indexOf(String(label))) % 6}`;
}

export function badge(label) {
  return element("span", { class: `badge ${tone(label)}`, say: ["plain", { text: () => labelName(label) }] });
}

// MARK: The service

/** An answer that is no success, in words for whoever uses the page. */
export class Failure extends Error {
  constructor(key, values, status = 0) {
    super(key);
    this.key = key;
    this.values = values;
    this.status = status;
  }
}

const tokenKey = "swiftlet.token";
const patience = 60_000;

export const token = () => memory.read(tokenKey, "sessionStorage");

/** Sends a request to the service and gives the response, whatever its status. */
export async function send(method, path, body, headers = {}) {
  if (token()) headers = { Authorization: `Bearer ${token()}`, ...headers };
  try {
    return await fetch(path, {
      method, body, headers, cache: "no-store", signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    throw new Failure(error.name === "TimeoutError" ? "failure.timeout" : "failure.network");
  }
}

/** The JSON that the service answers; throws a `Failure` for anything but success. */
export async function call(path, content) {
  const body = content === undefined ? undefined : JSON.stringify(content);
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await send(body === undefined ? "GET" : "POST", path, body, headers);
  let answer;
  try { answer = await response.json(); } catch { /* A proxy's page, say: its status says enough. */ }
  if (!response.ok) throw failure(response, answer, body);
  if (answer === undefined) throw new Failure("failure.unreadable", {}, response.status);
  return answer;
}

function failure(response, answer, body = "") {
  const status = response.status;
  const detail = inWords(answer?.detail) || `HTTP ${status}`;
  const said = (key, values = { detail, status }) => new Failure(key, values, status);
  switch (status) {
  case 400: case 422: return said("failure.refused");
  case 401: askForToken(); return said("failure.token");
  case 403: return said("failure.forbidden");
  case 413: {
    const size = new TextEncoder().encode(body).length;
    const limit = Number(/at most (\d+)/.exec(detail)?.[1]);
    return said(limit ? "failure.long.limit" : "failure.long", { size, limit });
  }
  case 429: {
    const seconds = waiting(response.headers.get("Retry-After"));
    if (seconds === null) return said("failure.busy");
    return said(seconds === 1 ? "failure.busy.second" : "failure.busy.seconds", { seconds });
  }
  case 503: return said("failure.unready");
  case 507: return said("failure.full");
  default: return said("failure.other");
  }
}

/** The service's own words: a sentence, or a list that says what is wrong where. */
function inWords(detail) {
  if (!Array.isArray(detail)) return typeof detail === "string" ? detail : "";
  return detail.map((one) => `${(one?.loc ?? []).join(".")}: ${one?.msg}`).join("; ");
}

/** The seconds of a `Retry-After`, which may also be a date. */
function waiting(header) {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}

// MARK: The token

const tokenListeners = [];

/** Calls back once the service has accepted a token. */
export function onToken(listener) {
  tokenListeners.push(listener);
}

/** Shows the field for the token, where it is not shown yet. */
export function askForToken() {
  const place = $("#token");
  const refused = token() !== null;
  memory.remove(tokenKey, "sessionStorage");
  if (!place.firstChild) {
    const field = element("input", {
      id: "token-field", type: "password", autocomplete: "off", spellcheck: "false", required: true,
      "aria-describedby": "token-lead token-failure",
    });
    const form = element("form", { class: "card token", "aria-labelledby": "token-title", novalidate: true },
      element("h2", { id: "token-title", say: "token.title" }),
      element("p", { id: "token-lead", class: "soft", say: "token.lead" }),
      element("label", { for: "token-field", say: "token.label" }),
      element("div", { class: "row" }, field, element("button", { class: "main", say: "token.button" })),
      element("p", { id: "token-failure", class: "message bad", role: "alert", hidden: true }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      useToken(field.value.trim());
    });
    place.append(form);
    field.focus();
  }
  show($("#token-failure"), refused ? "token.refused" : undefined);
}

async function useToken(value) {
  if (!/^[\x21-\x7e]+$/.test(value)) return show($("#token-failure"), "token.invalid");
  memory.write(tokenKey, value, "sessionStorage");
  try {
    await call("/info");
  } catch (error) {
    if (error.status !== 401) show($("#token-failure"), error.key, error.values);
    $("#token-field").select();
    return;
  }
  $("#token").replaceChildren();
  for (const listener of tokenListeners) listener();
}

// MARK: Start

/** Fills the words of the document in, and the choice of the language. */
export function start() {
  const attributes = ["placeholder", "aria-label"];
  for (const node of document.querySelectorAll("[data-t]")) say(node, node.dataset.t);
  for (const attribute of attributes) {
    for (const node of document.querySelectorAll(`[data-t-${attribute}]`)) {
      say(node, node.getAttribute(`data-t-${attribute}`), {}, attribute);
    }
  }
  const buttons = Object.entries(languages).map(([tag, name]) => {
    const button = element("button", { type: "button", lang: tag, "aria-label": name }, tag.toUpperCase());
    button.addEventListener("click", () => {
      language = tag;
      memory.write(languageKey, tag);
      speak();
    });
    return button;
  });
  $(".languages").append(...buttons);
  onLanguage(() => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.lang === language));
  });
  speak();
}

// The page of operations: GET /monitoring/data as figures and plots, each plot with its numbers in a table.

import {
  $, call, drawing, element, hush, labelName, moment, number, onLanguage, onToken, percent, say, show, start, t,
} from "./common.js";

const period = 10_000;

/** From how many predictions on an index says something. */
const fewest = 100;

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const list = (value) => (Array.isArray(value) ? value : []);
const figure = (value, digits) => (isNumber(value) ? number(value, digits) : "–");
const clock = (time) => moment(new Date(time), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Milliseconds with three digits that tell something. */
function milliseconds(seconds) {
  if (!isNumber(seconds)) return "–";
  const value = 1000 * seconds;
  return number(value, value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
}

// MARK: Panels

/** A plot with its title, legend and table; its parts keep their place when the data are renewed. */
function panel(place, key, series) {
  const id = `plot-${key.replace(".", "-")}`;
  const parts = {
    key,
    reading: element("p", { class: "reading", hidden: true }),
    plot: element("div", { class: "plot" }),
    text: element("p", { class: "soft small" }),
    table: element("table", { "aria-labelledby": id }),
    width: 0,
  };
  const legend = element("ul", { class: "legend small" }, ...series.map((name) => element("li", {},
    element("span", { class: `swatch ${name}`, "aria-hidden": "true" }),
    element("span", { say: key.startsWith("drift") ? `drift.${name}` : `traffic.${name}` }))));
  parts.legend = legend;
  $(place).append(element("article", { class: "card", "aria-labelledby": id },
    element("div", { class: "heading" }, element("h3", { id, say: key }), parts.reading),
    parts.text, parts.plot, legend,
    element("details", {}, element("summary", { say: "plot.table" }), element("div", { class: "wide" }, parts.table))));
  return parts;
}

function fillTable(table, headings, rows) {
  table.replaceChildren(
    element("thead", {}, element("tr", {}, ...headings.map((key) => element("th", { scope: "col", say: key })))),
    element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {},
      element("th", { scope: "row" }, first), ...rest.map((value) => element("td", {}, value))))));
}

// MARK: Drawing

const edge = { left: 44, right: 8, top: 12, bottom: 24 };

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below the value. */
function niceCeiling(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((nice) => nice >= value * (1 - 1e-9));
}

function canvas(parts, height, description) {
  const width = Math.max(220, parts.plot.clientWidth);
  parts.width = width;
  const svg = drawing("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": description });
  parts.plot.replaceChildren(svg);
  return { svg, width, height };
}

/** Horizontal lines with their values; gives the height of a value. */
function axis({ svg, width, height }, greatest, write) {
  const top = niceCeiling(greatest);
  const y = (value) => height - edge.bottom - (value / top) * (height - edge.top - edge.bottom);
  for (const value of [0, top / 2, top]) {
    svg.append(
      drawing("line", { class: "grid", x1: edge.left, x2: width - edge.right, y1: y(value), y2: y(value) }),
      drawing("text", { x: edge.left - 6, y: y(value) + 4, "text-anchor": "end" }, write(value)));
  }
  return y;
}

/** Words under the plot, as many as fit. */
function ticks({ svg, width, height }, names) {
  const step = (width - edge.left - edge.right) / names.length;
  const longest = Math.max(...names.map((name) => name.length));
  const every = Math.max(1, Math.ceil((longest * 6.5 + 10) / step));
  names.forEach((name, index) => {
    if (index % every) return;
    svg.append(drawing("text", {
      x: edge.left + (index + 0.5) * step, y: height - 7, "text-anchor": "middle",
    }, name));
  });
  return (index) => edge.left + (index + 0.5) * step;
}

/** A bar of a plot; the smallest value that is not 0 can still be seen. */
function column(className, x, width, y, value, title) {
  const height = value > 0 ? Math.max(2, y(0) - y(value)) : 0;
  return drawing("rect", { class: className, x, y: y(0) - height, width: Math.max(1, width), height },
    drawing("title", {}, title));
}

/** A line with gaps where a value is missing; a value alone is a dot. */
function line(className, x, y, values) {
  const group = drawing("g", { class: className });
  let path = "";
  values.forEach((value, index) => {
    if (!isNumber(value)) return;
    const hasBefore = isNumber(values[index - 1]);
    path += `${hasBefore ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    if (!hasBefore && !isNumber(values[index + 1])) group.append(drawing("circle", { cx: x(index), cy: y(value), r: 3 }));
  });
  group.append(drawing("path", { d: path }));
  return group;
}

function nothing(parts) {
  parts.width = Math.max(220, parts.plot.clientWidth);
  parts.plot.replaceChildren(element("p", { class: "soft", say: "plot.none" }));
  hush(parts.text);
  parts.table.replaceChildren();
}

// MARK: Figures

function tile(key, value, more, className) {
  return element("div", { class: "card" },
    element("dt", { say: key }),
    element("dd", { class: `value ${className ?? ""}` }, value),
    element("dd", { class: "soft small" }, more));
}

/** How often a challenger gives the same answer; nothing where there is none. */
function shadowTile(shadow) {
  if (!shadow) return [];
  if (shadow.error) return [tile("now.shadow", "–", t("now.shadow.failed"), "loud")];
  const { compared = 0, agreed = 0, dropped = 0 } = shadow;
  return [tile("now.shadow", compared > 0 ? percent(agreed / compared) : "–", t("now.shadow.more", {
    compared: figure(compared), differ: figure(compared - agreed), dropped: figure(dropped),
  }))];
}

function showTiles({ requests = {}, feedback = {}, drift = {}, shadow }) {
  const minutes = isNumber(feedback.window_seconds) ? feedback.window_seconds / 60 : "–";
  const part = requests.errors / requests.total;
  const share = !Number.isFinite(part) ? "–" : part > 0 && part < 0.001 ? `< ${percent(0.001)}` : percent(part);
  const isLoud = feedback.alert === true;
  $("#tiles").replaceChildren(
    tile("now.rate", figure(requests.per_second, requests.per_second < 100 ? 2 : 0), t("now.rate.more", { total: figure(requests.total) })),
    tile("now.latency", t("milliseconds", { value: milliseconds(requests.p50_seconds) }), t("now.latency.more", { p99: milliseconds(requests.p99_seconds) })),
    tile("now.errors", figure(requests.errors), t("now.errors.more", { share })),
    tile("now.predictions", figure(drift.predictions), t("now.predictions.more", { total: figure(feedback.total), wrong: figure(feedback.wrong) })),
    tile(["now.wrong", { minutes }], figure(feedback.wrong_in_window), t("now.wrong.more", { count: figure(feedback.alert_count) })),
    tile("now.alert", t(isLoud ? "now.alert.on" : "now.alert.off"), t("now.alert.more", { alerts: figure(feedback.alerts) }), isLoud ? "loud" : "quiet"),
    ...shadowTile(shadow));
  show($("#alert"), isLoud ? "alert.on" : undefined, {
    wrong: figure(feedback.wrong_in_window), minutes, count: figure(feedback.alert_count),
  });
}

// MARK: Traffic

function showRequests(parts, history) {
  if (history.length === 0) return nothing(parts);
  const counts = history.map((minute) => minute.requests ?? 0);
  const errors = history.map((minute) => minute.errors ?? 0);
  say(parts.text, "traffic.requests.text", {
    count: counts.reduce((a, b) => a + b), minutes: history.length, greatest: Math.max(...counts),
  });
  const place = canvas(parts, 190, `${t(parts.key)}. ${parts.text.textContent}`);
  const y = axis(place, Math.max(2, ...counts), (value) => number(value));
  const x = ticks(place, history.map((minute) => clock(minute.time)));
  const width = Math.min(28, 0.7 * (x(1) - x(0)));
  history.forEach((minute, index) => {
    const title = `${clock(minute.time)}: ${number(counts[index])}`;
    place.svg.append(column("answered", x(index) - width / 2, width, y, counts[index], title));
    if (errors[index]) place.svg.append(column("errors", x(index) - width / 2, width, y, errors[index], title));
  });
  fillTable(parts.table, ["traffic.time", "traffic.answered", "traffic.errors"],
    history.map((minute, index) => [clock(minute.time), number(counts[index]), number(errors[index])]));
}

function showLatency(parts, history) {
  const of = (name) => history.map((minute) => (isNumber(minute[name]) ? 1000 * minute[name] : undefined));
  const [median, slow] = [of("p50_seconds"), of("p99_seconds")];
  const known = [...median, ...slow].filter(isNumber);
  if (known.length === 0) return nothing(parts);
  const write = (value) => (isNumber(value) ? milliseconds(value / 1000) : "–");
  say(parts.text, "traffic.latency.text", {
    p50: write(median.findLast(isNumber)), p99: write(Math.max(...slow.filter(isNumber))),
  });
  const place = canvas(parts, 190, `${t(parts.key)}. ${parts.text.textContent}`);
  const y = axis(place, Math.max(...known), (value) => number(value));
  const x = ticks(place, history.map((minute) => clock(minute.time)));
  place.svg.append(line("p99", x, y, slow), line("p50", x, y, median));
  fillTable(parts.table, ["traffic.time", "traffic.p50", "traffic.p99"],
    history.map((minute, index) => [clock(minute.time), write(median[index]), write(slow[index])]));
}

// MARK: Drift

function reading(psi, window) {
  if (!isNumber(psi)) return ["drift.unmeasured", "even"];
  if (window < fewest) return ["drift.few", "even"];
  if (psi < 0.1) return ["drift.stable", "good"];
  return psi <= 0.25 ? ["drift.watch", "warn"] : ["drift.shifted", "bad"];
}

/** A bin's name as the language writes its numbers: `0.1–0.2`, `1024–`. */
function binName(bin) {
  const range = bin.replace(/\d+(\.\d+)?/g, (digits) => number(Number(digits)));
  return range.endsWith("–") ? `≥ ${range.slice(0, -1)}` : range;
}

function shares(counts) {
  const all = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => (all > 0 ? count / all : 0));
}

function showDrift(parts, { of, bins, window, reference, psi }) {
  const names = list(bins).map((bin) => (of === "labels" ? labelName(bin) : binName(String(bin))));
  const counts = names.map((_, index) => list(window)[index] ?? 0);
  const size = counts.reduce((a, b) => a + b, 0);
  const hasReference = Array.isArray(reference);
  const [key, className] = reading(psi, size);
  parts.reading.hidden = false;
  parts.reading.replaceChildren(
    element("span", { class: `badge ${className}`, say: key }), " ",
    isNumber(psi) ? element("span", { class: "figure small", say: ["drift.psi", { psi: () => number(psi, 3) }] }) : "");
  parts.legend.firstChild.hidden = !hasReference;
  if (names.length === 0 || (size === 0 && !hasReference)) return nothing(parts);

  const recent = shares(counts);
  const expected = hasReference ? shares(names.map((_, index) => reference[index] ?? 0)) : recent.map(() => 0);
  const most = recent.indexOf(Math.max(...recent));
  const sentence = size === 0 ? "drift.text.none" : hasReference ? "drift.text.reference" : "drift.text";
  say(parts.text, sentence, {
    bin: names[most], share: percent(recent[most]), expected: percent(expected[most]),
  });
  const description = `${t(parts.key)}. ${parts.reading.textContent}. ${parts.text.textContent}`;
  const plot = { names, recent, expected, hasReference };
  if (of === "labels") drawRows(parts, description, plot); else drawColumns(parts, description, plot);
  fillTable(parts.table,
    [of === "labels" ? "drift.label" : "drift.bin", "drift.reference", "drift.window", "drift.count"],
    names.map((name, index) => [
      name, hasReference ? percent(expected[index]) : "–", percent(recent[index]), number(counts[index]),
    ]));
}

function drawColumns(parts, description, { names, recent, expected, hasReference }) {
  const place = canvas(parts, 190, description);
  const y = axis(place, Math.max(...recent, ...expected, 0.01), percent);
  const x = ticks(place, names);
  const width = Math.min(36, 0.38 * (x(1) - x(0)));
  names.forEach((name, index) => {
    const title = (share) => `${name}: ${percent(share)}`;
    if (hasReference) place.svg.append(column("reference", x(index) - width, width, y, expected[index], title(expected[index])));
    place.svg.append(column("window", x(index) - (hasReference ? 0 : width / 2), width, y, recent[index], title(recent[index])));
  });
}

/** One row a label: any number of them fits, however narrow the page is. */
function drawRows(parts, description, { names, recent, expected, hasReference }) {
  const rowHeight = 46;
  const place = canvas(parts, names.length * rowHeight + 6, description);
  const length = place.width - 60;
  const greatest = Math.max(...recent, ...expected, 0.01);
  names.forEach((name, index) => {
    const y = index * rowHeight + 14;
    const row = (className, top, height, share) => [
      drawing("rect", { class: className, x: 1, y: top, height, width: Math.max(1, (share / greatest) * length) },
        drawing("title", {}, `${name}: ${percent(share)}`)),
    ];
    place.svg.append(
      drawing("text", { x: 1, y: y - 2 }, name),
      ...row("window", y + 3, 12, recent[index]),
      ...(hasReference ? row("reference", y + 17, 8, expected[index]) : []),
      drawing("text", { x: (recent[index] / greatest) * length + 6, y: y + 13 }, percent(recent[index])));
  });
}

// MARK: The data

const traffic = {
  requests: panel("#traffic", "traffic.requests", ["answered", "errors"]),
  latency: panel("#traffic", "traffic.latency", ["p50", "p99"]),
};
const drifts = {};
for (const of of ["labels", "scores", "unknown", "tokens", "characters"]) {
  drifts[of] = panel("#drift", `drift.${of}`, ["reference", "window"]);
}

let data = null;

function showData() {
  if (!data) return;
  $("#data").hidden = false;
  const { requests = {}, drift = {} } = data;
  say($("#updated"), "monitoring.updated", {
    time: () => (data.time ? moment(new Date(data.time), { timeStyle: "medium" }) : "–"),
    started: () => (data.started ? moment(new Date(data.started)) : "–"),
  });
  showTiles(data);
  const history = list(requests.history);
  showRequests(traffic.requests, history);
  showLatency(traffic.latency, history);
  const hasReference = isNumber(drift.reference);
  say($("#drift-lead"), hasReference ? "drift.lead" : "drift.lead.none", {
    window: drift.window ?? 0, reference: drift.reference ?? 0,
  });
  const given = new Map(list(drift.distributions).map((one) => [one.of, one]));
  for (const [of, parts] of Object.entries(drifts)) showDrift(parts, given.get(of) ?? { of });
}

let loading = false;

async function load() {
  if (loading) return;
  loading = true;
  try {
    data = await call("/monitoring/data");
    show($("#failure"));
    showData();
  } catch (error) {
    // What was shown stays, with its time. Without a token there is nothing to ask again for.
    if (error.status === 401) $("#automatic").checked = false;
    show($("#failure"), error.key ?? "failure.unreadable", error.values);
  } finally {
    loading = false;
  }
}

$("#refresh").addEventListener("click", load);
$("#automatic").addEventListener("change", () => { if ($("#automatic").checked) load(); });
setInterval(() => { if ($("#automatic").checked && !document.hidden) load(); }, period);
onLanguage(showData);
onToken(() => {
  $("#automatic").checked = true;
  load();
});
let frame = 0;
new ResizeObserver(() => {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => {
    const isNew = Object.values({ ...traffic, ...drifts })
      .some((parts) => Math.max(220, parts.plot.clientWidth) !== parts.width);
    if (isNew) showData();
  });
}).observe($("#main"));

start();
load();

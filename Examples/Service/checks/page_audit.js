// Looks for what keeps people from using the page, and gives a list of sentences.
// Runs in the page; the names of controls are the browser's own and are checked outside.

for (const animation of document.getAnimations()) animation.finish();

const problems = [];
const say = (node, sentence) => {
  const name = node.tagName.toLowerCase() + (node.id ? `#${node.id}` : "")
    + [...node.classList].map((one) => `.${one}`).join("");
  problems.push(`${name} “${node.textContent.trim().slice(0, 30)}”: ${sentence}`);
};
const all = (selector) => [...document.querySelectorAll(selector)];
const isSeen = (node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
  && node.getClientRects().length > 0;

// MARK: The document

if (!["fr", "en"].includes(document.documentElement.lang)) problems.push("html: no language");
if (!document.title.trim()) problems.push("no title");
for (const selector of ["main", "body > header"]) {
  if (all(selector).length !== 1) problems.push(`${all(selector).length} elements ${selector}`);
}
if (all("h1").filter(isSeen).length !== 1) problems.push("not one h1");
let level = 0;
for (const heading of all("h1, h2, h3, h4, h5, h6").filter(isSeen)) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) say(heading, `after h${level}`);
  level = next;
  if (!heading.textContent.trim()) say(heading, "empty heading");
}
const identifiers = all("[id]").map((node) => node.id);
for (const id of new Set(identifiers.filter((id, index) => identifiers.indexOf(id) !== index))) {
  problems.push(`id ${id} twice`);
}
for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
  for (const node of all(`[${attribute}]`)) {
    for (const id of node.getAttribute(attribute).split(/\s+/)) {
      if (!document.getElementById(id)) say(node, `${attribute} names ${id}, which is not there`);
    }
  }
}
for (const node of all("[tabindex]")) if (node.tabIndex > 0) say(node, "tabindex above 0");
for (const image of all("img")) if (!image.hasAttribute("alt")) say(image, "no alt");
for (const item of all("ul > :not(li), ol > :not(li)")) say(item, "not an li in a list");
for (const item of all("dl > :not(div, dt, dd), dl > div > :not(dt, dd)")) say(item, "not a dt or dd in a dl");
for (const cell of all("thead th, tbody th")) if (!cell.hasAttribute("scope")) say(cell, "no scope");
for (const node of all("a, button, summary")) {
  if (node.querySelector("a, button, input, select, textarea")) say(node, "a control in a control");
}
for (const node of all("[aria-label]")) {
  const seen = ["BUTTON", "A"].includes(node.tagName) ? node.textContent.trim().toLowerCase() : "";
  if (!node.getAttribute("aria-label").toLowerCase().includes(seen)) say(node, "its name lacks what is seen");
}
for (const node of all("[style]")) {
  if (!node.matches(".gauge span, .bar span")) say(node, "a style attribute");
}

// MARK: Targets of 24 by 24, but for links in a line of text

for (const node of all("a[href], button, input, select, textarea, summary").filter(isSeen)) {
  if (getComputedStyle(node).display === "inline") continue;
  const { width, height } = (node.closest("label") ?? node).getBoundingClientRect();
  if ((width < 24 || height < 24) && !node.matches(".skip")) say(node, `a target of ${width} by ${height}`);
}

// MARK: Contrast

const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
/** Any colour of CSS as red, green, blue and opacity, each from 0 to 1. */
function color(text) {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
}
const over = ([r, g, b, a], ground) => [r, g, b].map((part, index) => part * a + ground[index] * (1 - a));
function ground(node) {
  if (!node) return color("white").slice(0, 3);
  const style = getComputedStyle(node);
  if (style.backgroundImage !== "none") say(node, "words on an image, whose contrast nobody knows");
  const own = color(style.backgroundColor);
  if (own[3] === 1) return own.slice(0, 3);
  if (node === document.documentElement && own[3] === 0) return color("white").slice(0, 3);
  return over(own, ground(node.parentElement));
}
const light = (parts) => parts
  .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
function contrast(text, below) {
  const [a, b] = [light(over(color(text), below)), light(below)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}
function demand(node, text, below, least, what) {
  const found = contrast(text, below);
  if (found < least) say(node, `${what}: contrast ${found.toFixed(2)}, not ${least}`);
}

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const judged = new Set();
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || judged.has(node) || !isSeen(node)) continue;
  judged.add(node);
  const style = getComputedStyle(node);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const paint = node instanceof SVGElement ? style.fill : style.color;
  demand(node, paint, ground(node), isLarge ? 3 : 4.5, "words");
}
for (const node of all("input, select, textarea").filter(isSeen)) {
  const style = getComputedStyle(node);
  demand(node, style.color, ground(node), 4.5, "what is entered");
  if (node.placeholder) demand(node, getComputedStyle(node, "::placeholder").color, ground(node), 4.5, "placeholder");
  if (node.type !== "checkbox") demand(node, style.borderTopColor, ground(node.parentElement), 3, "edge");
}
for (const node of all(".plot rect, .plot path, .plot circle").filter(isSeen)) {
  const style = getComputedStyle(node);
  const below = ground(node.closest(".card"));
  const best = [style.fill, style.stroke].filter((paint) => paint !== "none")
    .reduce((most, paint) => Math.max(most, contrast(paint, below)), 0);
  if (best < 3) say(node, `a mark of contrast ${best.toFixed(2)}, not 3`);
}

return problems;

// The API's documentation: /openapi.json as operations that can be read, copied and tried.

import { $, Failure, askForToken, call, element, hush, say, send, show, start, t } from "./common.js";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const maximumShown = 200_000;

/** What the service says of itself: an OpenAPI document. */
let api = {};

// MARK: Schemas

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** What a reference such as `#/components/schemas/Answer` stands for; other things are what they are. */
function resolved(value) {
  for (let steps = 0; isObject(value) && typeof value.$ref === "string" && steps < 20; steps += 1) {
    value = value.$ref.split("/").slice(1)
      .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce((inner, part) => inner?.[part], api);
  }
  return value ?? {};
}

/** A schema's type in a line: names of other schemas are links, the members of an inner one are named. */
function typeOf(schema, isInner = false) {
  if (schema === true || !isObject(schema)) return ["any"];
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return [element("a", { href: `#schema-${name}` }, name)];
  }
  for (const [word, sign] of [["anyOf", " | "], ["oneOf", " | "], ["allOf", " & "]]) {
    if (Array.isArray(schema[word])) {
      return schema[word].flatMap((one, index) => [index ? sign : "", ...typeOf(one)]);
    }
  }
  if ("const" in schema) return [JSON.stringify(schema.const)];
  if (Array.isArray(schema.enum)) return [schema.enum.map((one) => JSON.stringify(one)).join(" | ")];
  if (schema.type === "array" || schema.items) {
    const items = typeOf(schema.items ?? true, isInner);
    return items.includes(" | ") ? ["array of (", ...items, ")"] : ["array of ", ...items];
  }
  if (schema.properties && isInner) {
    const inside = Object.entries(schema.properties)
      .flatMap(([name, one], index) => [`${index ? ", " : ""}${name}: `, ...typeOf(one, true)]);
    return ["{ ", ...inside, " }"];
  }
  if (isObject(schema.additionalProperties)) return ["object of ", ...typeOf(schema.additionalProperties)];
  const type = [schema.type ?? "any"].flat().join(" | ");
  return [schema.format ? `${type} (${schema.format})` : type];
}

const limits = {
  minimum: "≥", exclusiveMinimum: ">", maximum: "≤", exclusiveMaximum: "<", minLength: "length ≥",
  maxLength: "length ≤", minItems: "items ≥", maxItems: "items ≤", pattern: "matches", default: "default",
};

function limitsOf(schema) {
  return Object.entries(limits).filter(([name]) => isObject(schema) && name in schema)
    .map(([name, sign]) => `${sign} ${JSON.stringify(schema[name])}`).join(", ");
}

/** A sentence of the document, which is in English; `code` in backticks is set as code. */
function prose(text, name = "p") {
  const parts = String(text).split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
  return element(name, { lang: "en" }, ...parts);
}

/** Rows of a name and what there is to say of it. */
function members(rows) {
  return element("dl", { class: "members" }, ...rows.map(([name, ...rest]) => element("div", {},
    element("dt", {}, ...[name].flat()), ...rest.map((content) => element("dd", {}, ...[content].flat())))));
}

function named(name, isRequired) {
  return [element("code", {}, name), " ", isRequired ? element("span", { class: "soft small", say: "docs.required" }) : ""];
}

function described(schema) {
  const target = resolved(schema);
  return [prose(schema.description ?? target.description ?? "", "span"),
    limitsOf(schema) && element("span", { class: "soft small" }, ` ${limitsOf(schema)}`)].filter(Boolean);
}

/** A schema in full: its line, and its members where it has some. */
function schemaView(schema) {
  const whole = isObject(schema) ? schema : {};
  const view = [element("p", { class: "type", lang: "en" }, element("code", {}, ...typeOf(schema)), " ", limitsOf(whole))];
  const inner = whole.items && !whole.items.$ref ? whole.items : whole;
  const properties = Object.entries(inner.properties ?? {});
  if (properties.length) {
    view.push(members(properties.map(([name, member]) => [
      named(name, (inner.required ?? []).includes(name)), element("code", {}, ...typeOf(member, true)), described(member),
    ])));
  }
  return view;
}

/** A value that a schema admits: its own example, or one made up. */
function sample(schema, depth = 0) {
  const target = resolved(schema);
  if ("example" in target) return target.example;
  if (Array.isArray(target.examples)) return target.examples[0];
  if ("default" in target) return target.default;
  if ("const" in target) return target.const;
  if (Array.isArray(target.enum)) return target.enum[0];
  const choice = target.anyOf ?? target.oneOf;
  if (choice) return sample(choice[0], depth);
  if (target.allOf) return Object.assign({}, ...target.allOf.map((one) => sample(one, depth)));
  const type = [target.type].flat()[0] ?? (target.properties ? "object" : undefined);
  if (type === "object") {
    const wanted = Object.entries(target.properties ?? {})
      .filter(([name]) => (target.required ?? Object.keys(target.properties)).includes(name));
    return depth > 4 ? {} : Object.fromEntries(wanted.map(([name, one]) => [name, sample(one, depth + 1)]));
  }
  if (type === "array") return depth > 4 ? [] : [sample(target.items ?? {}, depth + 1)];
  return { string: "text", number: 0.5, integer: 1, boolean: true, null: null }[type] ?? null;
}

/** The text of a body's example: JSON in lines, other types and lines of JSON as they are. */
function sampleText(type, { example, examples, schema = {} } = {}) {
  const value = example ?? resolved(Object.values(examples ?? {})[0])?.value ?? sample(schema);
  const isOneValue = /\bjson$/.test(type);
  return isOneValue || typeof value !== "string" ? JSON.stringify(value, null, isOneValue ? 2 : 0) : value;
}

// MARK: Operations

const parametersOf = (path, operation) => [...(path.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);

const needsToken = (operation) => (operation.security ?? api.security ?? [])
  .some((one) => Object.keys(one).length > 0);

/** Path and query with the values of a form. */
function target(path, parameters, values) {
  const query = new URLSearchParams();
  for (const parameter of parameters) {
    const value = values[parameter.name];
    if (value === undefined || value === "") continue;
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    if (parameter.in === "query") query.append(parameter.name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

/** The same request as a command for a shell. */
function curl(method, path, { headers, body }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = [`curl ${method === "GET" ? "" : method === "HEAD" ? "--head " : `-X ${method} `}${quoted(location.origin + path)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body) lines.push(`--data-binary ${quoted(body)}`);
  return lines.join(" \\\n  ");
}

function operationView(path, item, method, operation) {
  const id = `${method}-${path.replace(/[^\w]+/g, "-").replace(/^-|-$/g, "")}`;
  const parameters = parametersOf(item, operation);
  const body = resolved(operation.requestBody);
  const content = Object.entries(body.content ?? {});
  const inside = [];
  if (operation.description) inside.push(prose(operation.description));
  if (parameters.length) {
    inside.push(element("h4", { say: "docs.parameters" }),
      members(parameters.map((parameter) => [
        named(parameter.name, parameter.required),
        [element("span", { class: "soft" }, parameter.in), " ", element("code", {}, ...typeOf(parameter.schema ?? true))],
        described({ ...parameter.schema, ...parameter }),
      ])));
  }
  if (content.length) {
    inside.push(element("h4", { say: "docs.body" }));
    if (body.description) inside.push(prose(body.description));
    for (const [type, { schema }] of content) {
      inside.push(element("p", { class: "soft small" }, element("code", {}, type)), ...schemaView(schema ?? true));
    }
  }
  inside.push(element("h4", { say: "docs.answers" }), answersView(operation.responses ?? {}), ...trial(id, path, method, operation, parameters, content));
  return element("details", { id, class: "card operation" },
    element("summary", {},
      element("h3", {},
        element("span", { class: `method ${method}` }, method.toUpperCase()), " ",
        element("code", { class: "path" }, path)),
      element("span", { class: "soft", lang: "en" }, operation.summary ?? ""),
      needsToken(operation) ? element("span", { class: "badge even", say: "docs.token" }) : ""),
    element("div", { class: "inside" }, ...inside));
}

function answersView(responses) {
  return members(Object.entries(responses).map(([status, one]) => {
    const response = resolved(one);
    const types = Object.entries(response.content ?? {}).map(([type, { schema }]) => element("div", {},
      element("span", { class: "soft small" }, type), " ", element("code", {}, ...typeOf(schema ?? true))));
    const headers = Object.keys(response.headers ?? {}).map((name) => element("div", {},
      element("span", { class: "soft small" }, "header "), element("code", {}, name)));
    return [
      element("code", { class: `status ${status[0] === "2" ? "fine" : ""}` }, status),
      [...types, ...headers],
      prose(response.description ?? "", "span"),
    ];
  }));
}

/** The example in curl, and a form that sends the request. */
function trial(id, path, method, operation, parameters, content) {
  const fields = parameters.filter((parameter) => ["path", "query"].includes(parameter.in)).map((parameter) => {
    const schema = resolved(parameter.schema);
    const choices = schema.enum ?? ([schema.type].flat().includes("boolean") ? ["true", "false"] : null);
    const field = choices
      ? element("select", { id: `${id}-${parameter.name}` }, element("option", { value: "", say: "docs.unset" }),
        ...choices.map((choice) => element("option", {}, String(choice))))
      : element("input", { id: `${id}-${parameter.name}`, type: "text", value: parameter.example ?? "" });
    return { parameter, field };
  });
  const types = content.map(([type]) => type);
  const typeField = types.length > 1
    ? element("select", { id: `${id}-type` }, ...types.map((type) => element("option", {}, type))) : null;
  const bodyField = types.length
    ? element("textarea", { id: `${id}-body`, rows: 5, spellcheck: "false", class: "code" }) : null;
  const type = () => typeField?.value ?? types[0];
  const fillBody = () => { if (bodyField) bodyField.value = sampleText(type(), Object.fromEntries(content)[type()]); };

  const request = () => {
    const values = Object.fromEntries(fields.map(({ parameter, field }) => [parameter.name, field.value]));
    const headers = bodyField ? { "Content-Type": type() } : {};
    return { address: target(path, parameters, values), headers, body: bodyField?.value };
  };
  const command = element("code");
  const showCommand = () => {
    const { address, headers, body } = request();
    const own = needsToken(operation) ? { Authorization: "Bearer $TOKEN" } : {};
    command.textContent = curl(method.toUpperCase(), address, { headers: { ...own, ...headers }, body })
      .replace("'Authorization: Bearer $TOKEN'", "\"Authorization: Bearer $TOKEN\"");
  };

  const copied = element("span", { class: "soft small", role: "status" });
  // Browsers give the clipboard to https and to the own machine only.
  const copy = element("button", { type: "button", class: "small", say: "docs.copy", hidden: !navigator.clipboard });
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command.textContent);
    say(copied, "docs.copied");
  });

  const status = element("p", { role: "status", class: "figure" });
  const failed = element("p", { class: "message bad", role: "alert", hidden: true });
  const answer = element("pre", { class: "answer", tabindex: 0, role: "region", hidden: true });
  say(answer, "docs.answer.label", {}, "aria-label");
  const form = element("form", { class: "inset", "aria-labelledby": `${id}-try` },
    element("h4", { id: `${id}-try`, say: "docs.try" }),
    ...fields.flatMap(({ parameter, field }) => [
      element("label", { for: field.id }, element("code", {}, parameter.name)), field]),
    ...(typeField ? [element("label", { for: typeField.id, say: "docs.content-type" }), typeField] : []),
    ...(bodyField ? [element("label", { for: bodyField.id, say: "docs.body" }), bodyField] : []),
    element("div", { class: "row" }, element("button", { class: "main", say: "docs.send" }), status),
    failed, answer);
  typeField?.addEventListener("change", fillBody);
  for (const event of ["input", "change"]) form.addEventListener(event, showCommand);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(status, "docs.sending");
    show(failed);
    answer.hidden = true;
    const { address, headers, body } = request();
    const began = performance.now();
    try {
      const response = await send(method.toUpperCase(), address, body, headers);
      const text = await response.text();
      say(status, "docs.answer", { status: response.status, time: Math.round(performance.now() - began) });
      if (response.status === 401) askForToken();
      answer.textContent = answerText(response, text);
      answer.hidden = false;
    } catch (error) {
      hush(status);
      show(failed, error instanceof Failure ? error.key : "failure.network", error.values);
    }
  });
  fillBody();
  showCommand();
  return [
    element("h4", { say: "docs.curl" }),
    element("pre", { tabindex: 0, role: "region", "aria-label": "curl" }, command),
    element("div", { class: "row" }, copy, copied),
    form,
  ];
}

/** An answer's headers and body, JSON in lines. */
function answerText(response, text) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  let body = text;
  try { body = JSON.stringify(JSON.parse(text), null, 2); } catch { /* Not JSON, or many of them. */ }
  if (body.length > maximumShown) body = `${body.slice(0, maximumShown)}\n${t("docs.answer.cut")}`;
  return `${headers}\n\n${body}`;
}

// MARK: The document

function showDocument() {
  const { info = {}, paths = {}, components = {} } = api;
  $("#version").textContent = [info.title, info.version].filter(Boolean).join(" ");
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods.filter((name) => isObject(item[name]))) {
      const view = operationView(path, item, method, item[method]);
      $("#operations").append(view);
      $("#contents ul").append(element("li", {}, element("a", { href: `#${view.id}` },
        element("span", { class: `method ${method}` }, method.toUpperCase()), " ", element("code", {}, path))));
    }
  }
  for (const [name, schema] of Object.entries(components.schemas ?? {})) {
    $("#schemas").append(element("article", { id: `schema-${name}`, class: "card", "aria-labelledby": `name-${name}` },
      element("h3", { id: `name-${name}` }, element("code", {}, name)),
      schema.description ? prose(schema.description) : null,
      ...schemaView(schema)));
  }
  for (const part of ["#contents", "#operations"]) $(part).hidden = false;
  $("#schemas").hidden = !components.schemas;
  openTarget();
}

/** Opens the operation that the address names. */
function openTarget() {
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!part) return;
  if (part instanceof HTMLDetailsElement) part.open = true;
  part.scrollIntoView();
}

async function load() {
  try {
    api = await call("/openapi.json");
    showDocument();
  } catch (error) {
    show($("#failure"), error.key ?? "failure.unreadable", error.values);
  }
}

window.addEventListener("hashchange", openTarget);
start();
load();

// The review widget. Python sends ready-cut segments and does all that is decided; this draws the state and sends
// actions. Text goes in through textContent alone: nothing in an article can run.

const KEYS = {
  a: "accept", x: "reject", e: "edit", " ": "skip", Backspace: "undo", j: "next", k: "previous", o: "whole", "?": "help",
};
const HELP =
  "a accept · x reject · e edit (Enter saves, Escape leaves) · space skip · backspace undo · " +
  "j next · k previous · o whole article · ? this help";

function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "style") element.style.cssText = value;
    else if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function mark({ text, style, tag, title }) {
  if (!style) return document.createTextNode(text);
  const span = make("span", { className: "claims-mark", style, title: title || "", textContent: text });
  if (tag) span.dataset.tag = tag;
  return span;
}

function options(values, chosen) {
  return values.map(([value, label]) => make("option", { value, selected: value === chosen }, label));
}

function render({ model, el }) {
  const look = model.get("look");
  const facets = model.get("facets");
  const view = Math.random().toString(36).slice(2);
  let count = 0;
  let number = "";
  let waiting = null;
  let editing = false;

  const progress = make("div", { className: "claims-progress" });
  const bar = make("progress", { "aria-label": "facts decided" });
  const heading = make("div", { className: "claims-heading", dir: "auto" });
  const text = make("div", { className: "claims-text", dir: "auto" });
  const details = make("dl", { className: "claims-details" });
  const form = make("form", { className: "claims-form", hidden: true });
  const message = make("div", { className: "claims-message", role: "status", "aria-live": "polite" });
  const help = make("div", { className: "claims-help", hidden: true, textContent: HELP });
  const legend = make("ul", { className: "claims-legend", "aria-label": "Legend" },
    ...look.legend.map((entry) => make("li", {}, mark(entry))));
  const buttons = make("div", { className: "claims-buttons" },
    ...[["accept", "a"], ["reject", "x"], ["edit", "e"], ["skip", "space"], ["undo", "⌫"], ["previous", "k"], ["next", "j"],
      ["whole", "o", "article"], ["help", "?", "help"]].map(([action, key, label]) =>
      make("button", { type: "button", onclick: () => act(action) }, `${label || action} `, make("kbd", {}, key))));
  const chosenFilters = make("summary", {}, "filters");
  const statuses = make("select", { onchange: (event) => send("filter", { filters: { status: event.target.value } }) });
  const root = make("div", { className: "claims-review", tabIndex: 0, role: "group", "aria-label": "Review of facts",
    "data-lm-suppress-shortcuts": "true" },
    filters(), make("div", { className: "claims-top" }, progress, bar), heading, legend, text, details, message,
    form, buttons, help);

  function filters() {
    const chosen = model.get("state").filters;
    const set = (name) => (event) => send("filter", { filters: { [name]: event.target.value } });
    const counted = (name) => [["", "any"], ...facets[name].map(([value, count]) => [value, `${value} (${count})`])];
    const pick = (label, name, values) =>
      make("label", {}, `${label} `, make("select", { onchange: set(name) }, ...options(values, String(chosen[name]))));
    const search = (name) => {
      const list = make("datalist", { id: `claims-${view}-${name}` },
        ...options(counted(name).slice(1)));
      const input = make("input", { type: "search", value: chosen[name], placeholder: "any", onchange: set(name) });
      input.setAttribute("list", list.id);
      return make("label", {}, `${name} `, input, list);
    };
    const confidences = facets.confidence.map(([value, count]) =>
      [value, value === "0" ? "any" : `${value} and more (${count})`]);
    const sought = make("input", { type: "search", value: chosen.text, placeholder: "words of the text",
      onchange: set("text") });
    // Where there is little room the fact comes first, and the filters unfold.
    return make("details", { className: "claims-filters", open: !matchMedia("(max-width: 52em)").matches }, chosenFilters,
      make("div", {}, make("label", {}, "search ", sought), pick("kind", "kind", counted("kind")),
        pick("modality", "modality", counted("modality")), search("subject"), search("source"),
        pick("confidence", "min_confidence", confidences), make("label", {}, "decided ", statuses),
        pick("order", "order", [["article", "as in the articles"], ["confidence", "least confident first"]])));
  }

  function send(action, more = {}) {
    if (waiting) return;
    count += 1;
    number = `${view}-${count}`;
    const fact = model.get("state").fact;
    model.send({ action, number, fact: fact ? fact.id : null, ...more });
    root.classList.add("claims-waiting");
    waiting = setTimeout(() => {
      waiting = null;
      root.classList.remove("claims-waiting");
      tell(`No answer from the kernel: the last action (${action}) may not be saved. Is the kernel running?`, true);
    }, 5000);
  }

  function act(action) {
    if (action === "help") help.hidden = !help.hidden;
    else if (action === "edit") edit(!editing);
    else send(action);
  }

  function edit(open) {
    const fact = model.get("state").fact;
    editing = open && fact !== null;
    form.hidden = !editing;
    form.replaceChildren();
    if (!editing) return root.focus({ preventScroll: true });
    for (const { path, value, values, type } of fact.form) {
      const field = values.length ? make("select", {}, ...options(values.map((v) => [v, v || "—"]), value))
        : type === "bool" ? make("select", {}, ...options([["true", "true"], ["false", "false"]], value))
        : make("input", { type: "text", value });
      field.name = path;
      form.append(make("label", {}, make("span", {}, path), field));
    }
    form.append(make("div", {}, make("button", { type: "submit" }, "save ", make("kbd", {}, "Enter")), " ",
      make("button", { type: "button", onclick: () => edit(false) }, "leave ", make("kbd", {}, "Esc"))));
    form.elements[0].focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = [...form.elements].filter((field) => field.name);
    send("correct", { values: Object.fromEntries(fields.map((field) => [field.name, field.value])) });
  });

  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && (typing || editing)) return edit(false);
    if (event.key === "Enter" && event.target.closest(".claims-form select")) {
      // As in a text field; a list opens with the space bar or the arrows.
      event.preventDefault();
      return form.requestSubmit();
    }
    if (typing || (event.target.closest("button, summary") && (event.key === " " || event.key === "Enter"))) return;
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    act(action);
  });

  function tell(words, wrong) {
    message.textContent = words;
    message.classList.toggle("claims-error", wrong);
  }

  function draw() {
    const state = model.get("state");
    const fact = state.fact;
    // Another view of the same widget may have asked: only the answer to this one's own question ends the waiting.
    if (waiting && state.ack === number) {
      clearTimeout(waiting);
      waiting = null;
      root.classList.remove("claims-waiting");
    }
    const verdicts = Object.entries(state.verdicts).map(([verdict, count]) => `${count} ${verdict}`).join(", ");
    progress.textContent = `fact ${state.at} of ${state.of} · ${state.decided} of ${state.facts} decided` +
      (verdicts ? ` (${verdicts})` : "") + (state.agreement ? ` · ${state.agreement}` : "");
    statuses.replaceChildren(...options(Object.entries(state.statuses).map(([value, count]) =>
      [value, `${value} (${count})`]), state.filters.status));
    const set = Object.entries(state.filters).filter(([name, value]) => name !== "order" && !["", "0", 0, "all"].includes(value));
    chosenFilters.textContent = set.length ? `filters: ${set.map(([, value]) => value).join(", ")}` : "filters";
    bar.max = state.facts || 1;
    bar.value = state.decided;
    tell(state.error || state.notice, Boolean(state.error));
    if (editing && !state.error) edit(false);
    if (!fact) {
      heading.textContent = "";
      text.textContent = "No fact meets these filters.";
      return details.replaceChildren();
    }
    heading.replaceChildren(make("strong", {}, fact.title), ` ${fact.date} `);
    if (fact.verdict) {
      heading.append(make("span", { className: `claims-verdict claims-${fact.verdict}` }, `${fact.verdict} · ${fact.reviewer}`));
    }
    const other = fact.other;
    if (other) {
      heading.append(" ", make("span", { className: `claims-verdict claims-${other.verdict}` },
        `${other.verdict} · ${other.reviewer}`));
    }
    text.classList.toggle("claims-whole", state.whole);
    text.replaceChildren(...fact.segments.map(mark));
    if (state.whole) text.querySelector(".claims-mark")?.scrollIntoView({ block: "nearest" });
    const corrected = (decision, by = "") =>
      Object.entries(decision.corrected).map(([path, value]) => [`corrected${by} ${path}`, value || "—"]);
    const corrections = [...corrected(fact), ...(other ? corrected(other, ` by ${other.reviewer}`) : [])];
    details.replaceChildren(...[...fact.details, ...corrections].map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", { dir: "auto" }, value))));
  }

  model.on("change:state", draw);
  el.append(root);
  draw();
  return () => model.off("change:state", draw);
}

export default { render };

// The review page: stands in for the notebook's kernel, with the data that Python cut and named, and keeps the decisions
// in the browser. It counts no characters: segments, marks and sentences come by their numbers.

const ROW = 44;

// The widget's Session in the browser: the same actions, filters and state.
class Model {
  constructor() {
    this.decisions = new Decisions();
    this.held = this.decisions.held();
    this.others = new Map((DATA.against || []).map((decision) => [decision.fact_id, decision]));
    this.filters = { ...DATA.filters };
    this.whole = false;
    this.error = this.notice = this.ack = "";
    this.queue = DATA.facts.map((_, n) => n);
    this.at = 0;
    this.listeners = new Set();
    if (DATA.gone) this.notice = `Decisions on facts that are not in this run: ${DATA.gone}.`;
    if (this.held.has(this.fact?.id)) this.toUndecided();
  }

  get fact() { return DATA.facts[this.queue[this.at]]; }

  get(name) { return name === "state" ? this.state() : DATA[name]; }
  on(_, listener) { this.listeners.add(listener); }
  off(_, listener) { this.listeners.delete(listener); }

  send(message) {
    this.error = this.notice = "";
    this.ack = message.number;
    try {
      if (["accept", "reject", "correct"].includes(message.action) && message.fact !== this.fact?.id) {
        throw new Error("another fact is shown by now: look and decide again");
      }
      this[`do_${message.action}`](message);
    } catch (e) {
      this.error = e.name === "QuotaExceededError" || e.name === "SecurityError"
        ? `NOT SAVED: the browser keeps no more (${e.message}). Save the decisions to a file.`
        : `Nothing was changed: ${e.message}.`;
    }
    // The widget waits for its answer until after it has sent.
    queueMicrotask(() => this.changed());
  }

  // Decisions of a file beside those that are there.
  load(text, name) {
    this.error = this.notice = "";
    try {
      this.notice = `${this.decisions.load(text)} decisions read from ${name}.`;
    } catch (e) {
      this.error = `NOT READ: the browser keeps no more (${e.message}).`;
    }
    this.held = this.decisions.held();
    this.changed();
  }

  changed() { for (const listener of this.listeners) listener(); }

  do_accept() { this.decide("accept"); }
  do_reject() { this.decide("reject"); }
  do_skip() { this.toUndecided(); }
  do_next() { this.go(this.at + 1); }
  do_previous() { this.go(this.at - 1); }
  do_whole() { this.whole = !this.whole; }
  do_filter({ filters }) { Object.assign(this.filters, filters); this.refill(); }

  do_correct({ values }) {
    const corrected = {};
    DATA.form.forEach((shape, n) => {
      const typed = values[shape.path];
      if (typed === undefined || typed === this.fact.form[n]) return;
      if (shape.part && !typed.trim()) corrected[shape.part] = null;
      else corrected[shape.path] = parse(shape, typed);
    });
    if (!Object.keys(corrected).length) throw new Error("no field differs from the fact; accept it instead");
    this.decide("correct", corrected);
  }

  do_undo() {
    const undone = this.decisions.undo();
    if (!undone) throw new Error("there is no decision of yours to take back");
    this.held = this.decisions.held();
    this.notice = `Taken back: ${undone.verdict} of “${displayed(undone.quantity)}”.`;
    const place = this.queue.findIndex((n) => DATA.facts[n].id === undone.fact_id);
    if (place >= 0) this.go(place);
    else this.notice += KNOWN.has(undone.fact_id) ? " The filters leave that fact out." : " It is not in this run.";
  }

  decide(verdict, corrected = null) {
    if (!this.fact) throw new Error("no fact is shown");
    this.decisions.add(this.fact, verdict, corrected);
    this.held = this.decisions.held();
    this.notice = `Saved: ${verdict}.`;
    this.toUndecided();
  }

  toUndecided() {
    const apart = this.filters.status === "disagreed";
    for (let step = 1; step < this.queue.length; step += 1) {
      const place = (this.at + step) % this.queue.length;
      const { id } = DATA.facts[this.queue[place]];
      if (apart ? this.disagreed(id) : !this.held.has(id)) return this.go(place);
    }
    this.notice = `${this.notice} ${apart ? "You disagree on no" : "Every"} other fact here${apart ? "" : " is decided"}.`.trim();
    return this.go(this.at + 1);
  }

  disagreed(id) {
    const [mine, theirs] = [this.held.get(id), this.others.get(id)];
    const said = ({ verdict, corrected }) => JSON.stringify([verdict, Object.entries(corrected || {}).sort()]);
    return Boolean(mine && theirs) && said(mine) !== said(theirs);
  }

  // As Agreement.told in Python: verdicts alike on facts that both decided on, beyond chance (Cohen 1960).
  agreement() {
    if (!DATA.against) return "";
    const pairs = [...this.others].flatMap(([id, { verdict }]) =>
      KNOWN.has(id) && this.held.has(id) ? [[this.held.get(id).verdict, verdict]] : []);
    const n = pairs.length;
    const agreed = pairs.filter(([mine, theirs]) => mine === theirs).length;
    const count = (side, verdict) => pairs.filter((pair) => pair[side] === verdict).length;
    const chance = ["accept", "reject", "correct"].reduce((sum, v) => sum + count(0, v) * count(1, v), 0);
    const kappa = n * n === chance ? "no kappa: all verdicts are the same"
      : `Cohen's kappa ${((agreed * n - chance) / (n * n - chance)).toFixed(2)}`;
    return `the same verdict on ${agreed} of ${n} facts${n ? `, ${kappa}` : ""}`;
  }

  go(place) { this.at = Math.max(0, Math.min(place, this.queue.length - 1)); }

  refill() {
    const present = this.queue[this.at];
    const { kind, modality, subject, source, status, text, order } = this.filters;
    const least = Number(this.filters.min_confidence);
    const part = (name, wanted) => name.toLowerCase().includes(wanted.toLowerCase());
    this.queue = DATA.facts.flatMap((fact, n) => fact.confidence >= least
      && (!kind || fact.names.kind === kind) && (!modality || fact.names.modality === modality)
      && part(fact.names.subject, subject) && part(fact.names.source, source)
      && (status === "all" || (status === "disagreed" ? this.disagreed(fact.id)
        : (this.held.get(fact.id)?.verdict || "undecided") === status))
      && (!text || fact.searched.includes(text.toLowerCase())) ? [n] : []);
    if (order === "confidence") this.queue.sort((a, b) => DATA.facts[a].confidence - DATA.facts[b].confidence || a - b);
    this.at = Math.max(0, this.queue.indexOf(present));
  }

  state() {
    const fact = this.fact;
    const verdicts = {};
    for (const [id, { verdict }] of this.held) if (KNOWN.has(id)) verdicts[verdict] = (verdicts[verdict] || 0) + 1;
    const decided = Object.values(verdicts).reduce((sum, n) => sum + n, 0);
    const counted = { all: DATA.facts.length, undecided: DATA.facts.length - decided, ...verdicts };
    if (DATA.against) counted.disagreed = DATA.facts.filter(({ id }) => this.disagreed(id)).length;
    return {
      fact: fact ? this.shown(fact) : null, at: fact ? this.at + 1 : 0, of: this.queue.length, facts: DATA.facts.length,
      decided, verdicts: Object.fromEntries(Object.entries(verdicts).sort()), filters: this.filters, whole: this.whole,
      statuses: Object.fromEntries(DATA.statuses.map((status) => [status, counted[status] || 0])),
      agreement: this.agreement(), error: this.error, notice: this.notice, ack: this.ack,
    };
  }

  shown(fact) {
    const article = DATA.articles[fact.article];
    const decision = this.held.get(fact.id);
    const other = decision ? this.others.get(fact.id) : null;
    const typed = (made) => Object.fromEntries(Object.entries(made?.corrected || {}).map(([path, v]) =>
      [path, v === null ? "" : displayed(String(v))]));
    const own = typed(decision);
    const [from, to] = this.whole && article.whole ? [0, article.segments.length] : [fact.from, fact.to];
    return {
      id: fact.id, title: article.title, date: article.date, segments: segments(article, this.queue[this.at], from, to),
      details: fact.details, verdict: decision?.verdict || "", reviewer: displayed(decision?.reviewer || ""), corrected: own,
      other: other && { verdict: other.verdict, reviewer: displayed(other.reviewer), corrected: typed(other) },
      form: DATA.form.map((shape, n) => ({ ...shape, value: own[shape.path] ?? own[shape.part] ?? fact.form[n] })),
    };
  }
}

// Neighbours with the same marks of this fact are joined: they were cut for another fact's sake.
function segments(article, number, from, to) {
  const out = [];
  let before = [];
  for (const [text, covering] of article.segments.slice(from, to)) {
    const marks = covering.filter((mark) => article.marks[mark][1] === number);
    const last = out.at(-1);
    if (last && marks.length === before.length && marks.every((mark, n) => mark === before[n])) {
      last.text += text;
    } else {
      const named = (some) => [...new Set(some.map((mark) => article.marks[mark][0]))];
      const labels = named(marks);
      const begins = named(marks.filter((mark) => !before.includes(mark)));
      out.push({ text, style: labels.length ? DATA.styles[labels.join(" ")] : "",
        tag: begins.map((label) => DATA.look.legend[label].tag).join(" "),
        title: labels.map((label) => DATA.look.legend[label].text).join(", ") });
    }
    before = marks;
  }
  return out;
}

function parse({ path, type, nullable, values }, typed) {
  const text = String(typed).trim();
  if (!text) {
    if (nullable) return null;
    throw new Error(`${path} cannot be empty`);
  }
  if (type === "bool") return text === "true";
  if (type === "float" || type === "int") {
    const number = Number(text.replaceAll(",", ""));
    if (!Number.isFinite(number)) throw new Error(`${path} cannot be “${text}”: it is a number, such as 1200 or 3.5`);
    return number;
  }
  if (values.length && !values.includes(text)) throw new Error(`${path} cannot be “${text}”`);
  return text;
}

// The list of facts: only the rows in sight exist, so that ten thousand scroll as ten do.
function list(model, root) {
  const inner = make("div", { className: "page-rows", role: "presentation" });
  const box = make("div", { className: "page-list", role: "listbox", tabIndex: 0, "aria-label": "Facts that meet the filters",
    id: "facts" }, inner);
  root.append(box);
  let shownAt = -1;

  function draw() {
    const { queue, at, held } = model;
    inner.style.height = `${queue.length * ROW}px`;
    if (at !== shownAt) {
      const [top, bottom] = [at * ROW, (at + 1) * ROW];
      if (top < box.scrollTop) box.scrollTop = top;
      else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
      shownAt = at;
    }
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 5);
    const last = Math.min(queue.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 5);
    const rows = [];
    for (let place = first; place < last; place += 1) {
      const fact = DATA.facts[queue[place]];
      const verdict = held.get(fact.id)?.verdict;
      const row = make("div", { className: "page-row", id: `row-${place}`, role: "option", "aria-selected": String(place === at),
        "aria-setsize": String(queue.length), "aria-posinset": String(place + 1), dir: "auto",
        style: `top:${place * ROW}px`, onclick: () => { model.go(place); model.changed(); } },
        make("strong", {}, displayed(fact.quantity)), make("span", {}, fact.names.subject || "—"),
        make("small", {}, `${fact.names.kind} · ${fact.confidence.toFixed(2)}`),
        verdict ? make("span", { className: `claims-verdict claims-${verdict}` }, verdict) : null);
      rows.push(row);
    }
    inner.replaceChildren(...rows);
    if (queue.length) box.setAttribute("aria-activedescendant", `row-${at}`);
    else box.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (!step) return;
    event.preventDefault();
    model.go(model.at + step);
    model.changed();
  });
  new ResizeObserver(draw).observe(box);
  model.on("change:state", draw);
  draw();
}

function saving(model, root) {
  const who = make("summary");
  const name = make("input", { type: "text", value: kept("claims:reviewer"), placeholder: "your name", autocomplete: "name",
    onchange: (event) => {
      localStorage.setItem("claims:reviewer", event.target.value.trim());
      draw();
    } });
  const state = make("span", { role: "status" });
  const save = make("button", { type: "button", id: "save", onclick: () => {
    const url = URL.createObjectURL(new Blob([model.decisions.text()], { type: "application/jsonl" }));
    make("a", { href: url, download: "decisions.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    model.decisions.saved = model.decisions.lines.length;
    draw();
  } }, "Save decisions.jsonl");
  const file = make("input", { type: "file", accept: ".jsonl", onchange: async (event) => {
    const [chosen] = event.target.files;
    model.load(await chosen.text(), displayed(chosen.name));
    // The same file can be chosen once more, with what was added to it.
    event.target.value = "";
  } });
  function draw() {
    const open = model.decisions.lines.length - model.decisions.saved;
    state.textContent = open ? `${open} kept in this browser, not yet in a file` : "all decisions are in a file";
    who.textContent = `reviewer: ${displayed(model.decisions.reviewer)}`;
  }
  root.append(save, state, make("details", {}, who, make("div", {}, make("label", {}, "your name ", name),
    make("label", {}, "go on from ", file))));
  model.on("change:state", draw);
  draw();
}

const model = new Model();
render({ model, el: document.getElementById("fact") });
list(model, document.getElementById("list"));
saving(model, document.getElementById("saving"));
window.addEventListener("storage", () => {
  model.decisions.read();
  model.held = model.decisions.held();
  model.changed();
});
const review = document.querySelector(".claims-review");
review.focus({ preventScroll: true });
// Keys work wherever the focus is, but in fields and on buttons; the widget itself takes those that reach it.
document.addEventListener("keydown", (event) => {
  if (event.target.closest(".claims-review, input, select, textarea, button, summary, a")) return;
  review.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey }));
  if (event.key === " " || event.key === "Backspace") event.preventDefault();
});
document.documentElement.dataset.ready = "true";
performance.mark("ready");

// The state of a review: which fact is shown, what the filters let through, what was decided. Nothing here draws.

const NO_FILTERS = { text: "", status: "all", kind: "", subject: "", property: "", source: "", article: "", publisher: "", day: "",
  modality: "", rule: "", confidence: "", sort: "article" };
// What each filter looks at; facts have several rules.
const FACETS = {
  kind: (fact) => fact.kind, modality: (fact) => fact.modality, subject: (fact) => nameOf(fact.subject),
  property: (fact) => nameOf(fact.property), source: (fact) => nameOf(fact.attribution?.source),
  article: (fact, article) => article.id, publisher: (fact, article) => article.publisher, day: (fact, article) => article.date,
};
const PART_OF_NAME = new Set(["subject", "property", "source", "publisher"]);
const SORTS = [["article", "as in the articles"], ["confidence", "least sure first"], ["value", "greatest first"], ["date", "newest first"]];

class Model {
  constructor(data, store) {
    this.data = data;
    this.decisions = new Decisions(store);
    this.articles = data.articles;
    this.base = data.facts.map((row, n) => factOf(row, n, data));
    this.wording = new Wording(data.words);
    this.reader = new Reader(data.units, data.words.typed, data.words.symbols);
    this.others = new Map((data.against || []).map((decision) => [decision.fact_id, decision]));
    this.known = new Map(this.base.map((fact) => [fact.id, fact]));
    this.filters = { ...NO_FILTERS };
    this.listeners = new Set();
    this.view = "read";
    this.places = {};
    this.mode = null;
    this.sentenceOnly = false;
    this.error = this.notice = "";
    this.at = 0;
    this.queue = [];
    this.gather();
    this.refill();
    if (data.gone) this.notice = `Decisions on facts that are not in this run: ${data.gone}.`;
    if (this.fact && this.held.has(this.fact.id)) this.toUndecided();
  }

  get held() { return this.decisions.held; }
  get fact() { return this.queue[this.at] || null; }
  get present() { return this.fact && this.now(this.fact); }
  article(fact) { return this.articles[fact.article]; }
  text(article) { return (article.codes ??= new Text(article.text, article.base)); }
  // A fact as it stands now, with what was mended.
  now(fact) { return mended(fact, this.held.get(fact.id)?.corrected || {}); }
  verdict(fact) { return fact.added ? "add" : this.held.get(fact.id)?.verdict || ""; }

  listen(listener) { this.listeners.add(listener); }
  changed() { for (const listener of this.listeners) listener(); }

  // Does something that may fail, and says so; then all is drawn anew.
  attempt(action) {
    this.error = this.notice = "";
    try { action(); } catch (e) {
      this.error = e.name === "QuotaExceededError" || e.name === "SecurityError"
        ? `NOT SAVED: the browser keeps no more (${e.message}). Save the decisions to a file.` : `Nothing was changed: ${e.message}.`;
    }
    this.changed();
  }

  // All facts by article, with those that were added at their places.
  gather() {
    const numbers = (this.numbers ??= new Map(this.articles.map((article, n) => [article.id, n])));
    const added = [...this.decisions.added.values()].flatMap((decision) => {
      const n = numbers.get(decision.article_id);
      if (n === undefined) return [];
      const at = decision.corrected?.["quantity.start"] ?? 0;
      const whole = this.base.find((fact) => fact.article === n && fact.sentence.start <= at && at < fact.sentence.end);
      return [addedFact(decision, n, whole?.sentence || this.sentenceAt(n, at))];
    });
    this.facts = added.length ? [...this.base, ...added].sort((a, b) => a.article - b.article ||
      (a.added || b.added ? a.quantity.start - b.quantity.start : a.n - b.n)) : this.base;
    this.byArticle = new Map();
    for (const fact of this.facts) {
      if (!this.byArticle.has(fact.article)) this.byArticle.set(fact.article, []);
      this.byArticle.get(fact.article).push(fact);
    }
  }

  // The sentence around an offset where no fact tells its bounds: up to the nearest full stops of its paragraph.
  sentenceAt(n, at) {
    const text = this.text(this.articles[n]);
    const [start, end] = text.paragraphs().find(([from, to]) => from <= at && at < to) || [text.base, text.end];
    const place = text.unit(at);
    const before = text.text.slice(text.unit(start), place).search(/[.!?]["”’]?\s+(?!.*[.!?]["”’]?\s)/s);
    const from = before < 0 ? text.unit(start) : text.unit(start) + before + /^[.!?]["”’]?\s+/.exec(text.text.slice(text.unit(start) + before))[0].length;
    const after = /[.!?]["”’]?(?=\s|$)/.exec(text.text.slice(place, text.unit(end)));
    return { start: text.offset(from), end: after ? text.offset(place + after.index + after[0].length) : end };
  }

  decide(verdict, corrected = null) {
    this.attempt(() => {
      const { fact } = this;
      if (!fact) throw new Error("no fact is shown");
      if (fact.added) throw new Error("this fact was added by a reviewer: take it back with undo, or mend it");
      this.decisions.add(this.about(fact), verdict, { corrected });
      this.notice = `Saved: ${VERDICTS[verdict]}.`;
      this.toUndecided();
    });
  }

  about(fact) { return { id: fact.id, article_id: this.article(fact).id, quantity: fact.quantity.text, version: fact.version }; }

  // Mends some fields of the present fact beside what was mended before; what is as it was extracted is no correction.
  mend(changes, stay = false) {
    const { fact } = this;
    if (fact.added) return this.add({ ...this.decisions.added.get(fact.id).corrected, ...changes }, fact.id);
    const all = { ...this.held.get(fact.id)?.corrected, ...changes };
    const parts = Object.keys(all).filter((path) => all[path] === null);
    const corrected = Object.fromEntries(Object.entries(all).filter(([path, value]) =>
      !parts.some((part) => path.startsWith(`${part}.`)) && valueAt(fact, path) !== value));
    if (!Object.keys(corrected).length) return this.attempt(() => { throw new Error("no field differs from the fact; accept it instead"); });
    const place = this.at;
    this.decide("correct", corrected);
    if (stay && !this.error) {
      this.at = place;
      this.changed();
    }
  }

  // Adds a fact that was missed, or mends one that was added.
  add(values, id = null) {
    this.attempt(() => {
      const article = this.articles[this.fact && id ? this.fact.article : values.article ?? this.fact.article];
      const { article: _, ...corrected } = values;
      const about = { id: id || `m${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`, article_id: article.id,
        quantity: corrected["quantity.text"], version: this.data.version };
      this.decisions.add(about, "add", { corrected });
      this.gather();
      this.refill(about.id);
      this.notice = id ? "Saved: added, mended." : "Saved: added.";
    });
  }

  note(text) {
    this.attempt(() => {
      this.decisions.add(this.about(this.fact), "note", { note: text.trim() });
      this.notice = text.trim() ? "Note saved." : "Note removed.";
    });
  }

  complete() {
    this.attempt(() => {
      const article = this.article(this.fact);
      if (this.decisions.complete.has(article.id)) throw new Error("this article is marked complete; undo takes that back");
      this.decisions.add({ id: article.id, article_id: article.id, quantity: "", version: this.data.version }, "complete");
      this.notice = "This article is complete: every fact in it is here, or was added.";
    });
  }

  undo() {
    this.attempt(() => {
      const undone = this.decisions.undo();
      if (!undone) throw new Error("there is no decision of yours to take back");
      const what = undone.verdict === "complete" ? "the article's mark" : `“${displayed(undone.quantity)}”`;
      this.notice = `Taken back: ${VERDICTS[undone.other_id && undone.verdict === "accept" ? "join" : undone.verdict]} of ${what}.`;
      if (undone.other_id || undone.fact_id.startsWith("r")) {
        this.back = undone;
        return;
      }
      if (undone.verdict === "add") {
        this.gather();
        this.refill();
        return;
      }
      const place = this.queue.findIndex((fact) => fact.id === undone.fact_id);
      if (place >= 0) this.at = place;
      else if (undone.verdict !== "complete") this.notice += this.known.has(undone.fact_id) ? " The filters leave that fact out." : " It is not in this run.";
    });
  }

  load(text, name) {
    this.attempt(() => {
      this.notice = `${counted(this.decisions.load(text), "decision")} read from ${name}.`;
      this.gather();
      this.refill();
    });
  }

  toUndecided() {
    const apart = this.filters.status === "disagreed";
    for (let step = 1; step < this.queue.length; step += 1) {
      const place = (this.at + step) % this.queue.length;
      const fact = this.queue[place];
      if (apart ? this.disagreed(fact.id) : !this.held.has(fact.id) && !fact.added) {
        this.at = place;
        return;
      }
    }
    this.notice = `${this.notice} ${apart ? "You disagree on no" : "Every"} other fact here${apart ? "" : " is decided"}.`.trim();
    this.at = Math.max(0, Math.min(this.at + 1, this.queue.length - 1));
  }

  go(place) {
    this.error = this.notice = "";
    this.at = Math.max(0, Math.min(place, this.queue.length - 1));
    this.changed();
  }

  goTo(fact) {
    const place = this.queue.indexOf(fact);
    if (place >= 0) return this.go(place);
    this.filters = { ...NO_FILTERS, sort: this.filters.sort };
    this.refill(fact.id);
    this.notice = "The filters left that fact out; they are off now.";
    this.changed();
  }

  skip() {
    this.error = this.notice = "";
    this.toUndecided();
    this.changed();
  }

  disagreed(id) {
    const [mine, theirs] = [this.held.get(id), this.others.get(id)];
    const said = ({ verdict, corrected }) => JSON.stringify([verdict, Object.entries(corrected || {}).sort()]);
    return Boolean(mine && theirs) && said(mine) !== said(theirs);
  }

  filter(changes) {
    this.error = this.notice = "";
    Object.assign(this.filters, changes);
    this.refill();
    this.changed();
  }

  set() { return Object.entries(this.filters).filter(([name, value]) => name !== "sort" && value !== NO_FILTERS[name]); }

  searched(fact) {
    if (fact.search) return fact.search;
    const article = this.article(fact);
    const sentence = this.text(article).slice(fact.sentence.start, fact.sentence.end);
    const names = ["subject", "property", "source"].map((name) => FACETS[name](fact, article));
    return (fact.search = [sentence, ...names, fact.kind.replace("_", " "), fact.modality, article.title, article.publisher, fact.id].join("\n").toLowerCase());
  }

  // Whether a fact meets the filters, but for one of them.
  meets(fact, tests, but = "") { return tests.every(([name, test]) => name === but || test(fact)); }

  tests() {
    return this.set().map(([name, value]) => {
      if (name === "text") {
        const words = value.toLowerCase().split(/\s+/).filter(Boolean);
        return [name, (fact) => words.every((word) => this.searched(fact).includes(word))];
      }
      if (name === "status") {
        return [name, value === "disagreed" ? (fact) => this.disagreed(fact.id) : value === "noted" ? (fact) => this.decisions.notes.has(fact.id)
          : (fact) => (this.verdict(fact) || "undecided") === value];
      }
      if (name === "confidence") {
        const [low, high] = String(value).split("-").map(Number);
        return [name, (fact) => fact.confidence >= low && (high === undefined || fact.confidence < high)];
      }
      if (name === "rule") return [name, (fact) => fact.rules.includes(value)];
      const wanted = value.toLowerCase();
      const get = FACETS[name];
      return [name, PART_OF_NAME.has(name) ? (fact) => (get(fact, this.article(fact)) || "").toLowerCase().includes(wanted)
        : (fact) => get(fact, this.article(fact)) === value];
    });
  }

  refill(id = this.fact?.id) {
    const tests = this.tests();
    this.queue = tests.length ? this.facts.filter((fact) => this.meets(fact, tests)) : [...this.facts];
    const by = { confidence: (a, b) => a.confidence - b.confidence, value: (a, b) => sizeOf(b) - sizeOf(a),
      date: (a, b) => (this.article(b).date || "").localeCompare(this.article(a).date || "") }[this.filters.sort];
    if (by) this.queue.sort(by);
    const place = id ? this.queue.findIndex((fact) => fact.id === id) : 0;
    this.at = Math.max(0, place);
  }

  counts() {
    const counts = { all: this.facts.length, undecided: 0, accept: 0, reject: 0, correct: 0, add: 0, noted: this.decisions.notes.size };
    for (const fact of this.facts) counts[this.verdict(fact) || "undecided"] += 1;
    if (this.data.against) counts.disagreed = this.base.filter(({ id }) => this.disagreed(id)).length;
    return counts;
  }

  // As Agreement.told in Python: verdicts alike on facts that both decided on, beyond chance (Cohen 1960).
  agreement() {
    if (!this.data.against) return "";
    const pairs = [...this.others].flatMap(([id, { verdict }]) =>
      (this.known.has(id) && this.held.has(id) ? [[this.held.get(id).verdict, verdict]] : []));
    const n = pairs.length;
    const agreed = pairs.filter(([mine, theirs]) => mine === theirs).length;
    const count = (side, verdict) => pairs.filter((pair) => pair[side] === verdict).length;
    const chance = [...JUDGED].reduce((sum, v) => sum + count(0, v) * count(1, v), 0);
    const kappa = n * n === chance ? "no kappa: all verdicts are the same" : `Cohen's kappa ${((agreed * n - chance) / (n * n - chance)).toFixed(2)}`;
    return `the same verdict on ${agreed} of ${n} facts${n ? `, ${kappa}` : ""}`;
  }

  // The present view as the part of an address behind "#", and back.
  address() {
    const parts = new URLSearchParams();
    if (this.view !== "read") parts.set("view", this.view);
    for (const [name, value] of this.set()) parts.set(name, value);
    if (this.filters.sort !== "article") parts.set("sort", this.filters.sort);
    if (this.fact) parts.set("fact", this.fact.id);
    if (this.shown?.()) parts.set("at", this.shown());
    return `#${parts}`;
  }

  restore(hash) {
    const parts = new URLSearchParams(hash.replace(/^#/, ""));
    if (![...parts.keys()].length) return;
    this.view = parts.get("view") || "read";
    if (parts.has("at")) this.places = { [this.view]: parts.get("at") };
    this.filters = { ...NO_FILTERS };
    for (const name of Object.keys(NO_FILTERS)) if (parts.has(name)) this.filters[name] = parts.get(name);
    this.refill(parts.get("fact") || undefined);
  }
}

function sizeOf({ quantity: q }) { return q.value ?? q.value_max ?? q.value_min ?? -Infinity; }

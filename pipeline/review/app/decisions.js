// Decisions as lines of decisions.jsonl. The last one standing on a fact holds; an undo takes back one's own last. A missed
// fact (add), an article all of whose facts are there (complete) and a note are lines as well.

const VERDICTS = { accept: "accepted", reject: "rejected", correct: "mended", add: "added", complete: "complete", cut: "cut off", join: "joined" };
// What a decision is on: an id, or the two of a join, whose order says nothing.
const onOf = ({ fact_id: id, other_id: other }) => (other ? (id < other ? `${id}+${other}` : `${other}+${id}`) : id);
const JUDGED = new Set(["accept", "reject", "correct"]);

// The decisions on the lines of a file; what is none is passed over.
function decisionsOf(text) {
  return text.split("\n").flatMap((line) => {
    try {
      const found = JSON.parse(line);
      const whole = ["fact_id", "article_id", "verdict", "reviewer", "time"].every((name) => typeof found[name] === "string");
      return whole ? [found] : [];
    } catch { return []; }
  });
}

class Decisions {
  // ``store``: ``first`` decisions, ``lines()`` that are kept, ``keep(decisions)``, ``reviewer``.
  constructor(store) {
    this.store = store;
    this.read();
    this.saved = store.first.length;
  }

  // What came with the page and what was decided in it, by their times: a page that is made again from a saved file
  // brings what the browser has kept as well.
  read() {
    this.lines = [];
    this.standing = [];
    this.notes = new Map();
    this.known = new Set();
    const all = [...this.store.first, ...this.store.kept()];
    all.sort((one, other) => (one.time < other.time ? -1 : Number(one.time > other.time)));
    for (const decision of all) this.take(decision);
    this.holding();
  }

  // Takes a decision unless it is there already.
  take(decision) {
    const line = JSON.stringify(decision);
    if (this.known.has(line)) return;
    this.known.add(line);
    this.lines.push(line);
    const { verdict, fact_id: id, reviewer } = decision;
    if (verdict === "note") {
      if (decision.note) this.notes.set(id, decision);
      else this.notes.delete(id);
    } else if (verdict === "undo") {
      const at = this.standing.findLastIndex((d) => onOf(d) === onOf(decision) && d.reviewer === reviewer);
      if (at >= 0) this.standing.splice(at, 1);
    } else this.standing.push(decision);
  }

  holding() {
    this.held = new Map();
    this.added = new Map();
    this.complete = new Set();
    this.joins = new Map();
    this.relations = new Map();
    for (const decision of this.standing) {
      if (decision.other_id) this.joins.set(onOf(decision), decision);
      else if (decision.fact_id.startsWith("r")) this.relations.set(decision.fact_id, decision);
      else if (JUDGED.has(decision.verdict)) this.held.set(decision.fact_id, decision);
      else if (decision.verdict === "add") this.added.set(decision.fact_id, decision);
      else this.complete.add(decision.article_id);
    }
  }

  add(about, verdict, more = {}) {
    const decision = { fact_id: about.id, article_id: about.article_id, quantity: about.quantity, verdict, corrected: null,
      reviewer: this.store.reviewer, time: new Date().toISOString().replace("Z", "+00:00"), version: about.version, ...more };
    this.store.keep([decision].filter((one) => !this.known.has(JSON.stringify(one))));
    this.take(decision);
    this.holding();
    return decision;
  }

  load(text) {
    const fresh = decisionsOf(text).filter((decision) => !this.known.has(JSON.stringify(decision)));
    this.store.keep(fresh);
    this.read();
    return fresh.length;
  }

  undo() {
    const last = this.standing.findLast((d) => d.reviewer === this.store.reviewer);
    if (!last) return null;
    this.add({ id: last.fact_id, article_id: last.article_id, quantity: last.quantity, version: last.version }, "undo", last.other_id ? { other_id: last.other_id } : {});
    return last;
  }

  text() { return this.lines.map((line) => `${line}\n`).join(""); }
}

// The browser's store, which some settings forbid: what cannot be kept there is told at the first decision.
class BrowserStore {
  constructor(data) {
    this.first = data.decisions;
    this.key = `claims:${data.run}`;
  }

  static get(key) {
    try { return localStorage.getItem(key) || ""; } catch { return ""; }
  }

  get reviewer() { return BrowserStore.get("claims:reviewer") || "unknown"; }
  kept() { return decisionsOf(BrowserStore.get(this.key)); }

  // Keeps decisions behind those that are kept by now, of which another tab may have written some.
  keep(decisions) {
    localStorage.setItem(this.key, BrowserStore.get(this.key) + decisions.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
}

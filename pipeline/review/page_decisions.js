// The review page's data, and its decisions: kept in the browser at every key, and saved as decisions.jsonl.

const DATA = JSON.parse(document.getElementById("data").textContent);
const KNOWN = new Set(DATA.facts.map((fact) => fact.id));
const STORE = `claims:${DATA.run}`;

// The browser's store, which some settings forbid: what cannot be kept there is told at the first decision.
function kept(key) {
  try { return localStorage.getItem(key) || ""; } catch { return ""; }
}

// What could reorder or break the page, as in Python's segments.
const displayed = (text) =>
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, "\ufffd");

// The decisions on the lines of a file; what is none is passed over.
function decisionsOf(text) {
  return text.split("\n").flatMap((line) => {
    try {
      const found = JSON.parse(line);
      const whole = ["fact_id", "verdict", "reviewer", "time"].every((name) => typeof found[name] === "string");
      return whole ? [found] : [];
    } catch { return []; }
  });
}

// A decision is a line of decisions.jsonl; the last one standing on a fact holds, and an undo takes back one's own last.
class Decisions {
  constructor() {
    this.read();
    this.saved = DATA.decisions.length;
  }

  // What came with the page and what was decided in it, by their times: a page that is made again from a saved file
  // brings what the browser has kept as well.
  read() {
    this.lines = [];
    this.standing = [];
    this.known = new Set();
    const all = [...DATA.decisions, ...decisionsOf(kept(STORE))];
    all.sort((one, other) => (one.time < other.time ? -1 : Number(one.time > other.time)));
    for (const decision of all) this.take(decision);
  }

  get reviewer() { return kept("claims:reviewer") || "unknown"; }

  // Takes a decision unless it is there already.
  take(decision) {
    const line = JSON.stringify(decision);
    if (this.known.has(line)) return;
    this.known.add(line);
    this.lines.push(line);
    if (decision.verdict !== "undo") {
      this.standing.push(decision);
      return;
    }
    const at = this.standing.findLastIndex((d) => d.fact_id === decision.fact_id && d.reviewer === decision.reviewer);
    if (at >= 0) this.standing.splice(at, 1);
  }

  // Keeps decisions behind those that are kept by now, of which another tab may have written some.
  keep(decisions) {
    const fresh = decisions.map((decision) => JSON.stringify(decision)).filter((line) => !this.known.has(line));
    localStorage.setItem(STORE, kept(STORE) + fresh.map((line) => `${line}\n`).join(""));
    return fresh.length;
  }

  add(fact, verdict, corrected = null) {
    const decision = { fact_id: fact.id, article_id: fact.article_id, quantity: fact.quantity, verdict, corrected,
      reviewer: this.reviewer, time: new Date().toISOString().replace("Z", "+00:00"), version: fact.version };
    this.keep([decision]);
    this.take(decision);
  }

  load(text) {
    const count = this.keep(decisionsOf(text));
    this.read();
    return count;
  }

  undo() {
    const last = this.standing.findLast((d) => d.reviewer === this.reviewer);
    if (!last) return null;
    this.add({ id: last.fact_id, article_id: last.article_id, quantity: last.quantity, version: last.version }, "undo");
    return last;
  }

  held() { return new Map(this.standing.map((decision) => [decision.fact_id, decision])); }

  text() { return this.lines.map((line) => `${line}\n`).join(""); }
}

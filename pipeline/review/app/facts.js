// Facts as objects: from the rows that came with the page, with what was mended, and those that were added.

const PARTS = ["quantity", "property", "subject", "source", "cue", "time"];

function factOf(row, n, data) {
  const [id, article, quantity, start, end, kind, value, low, high, comparator, approximate, unit, normalized, width, height,
    change, role, property, subject, source, cue, said, time, sentence, modality, confidence, rules, version] = row;
  const span = (at, text) => ({ start: at[0], end: at[1], text });
  return {
    n, id, article, kind, modality, confidence, rules: rules.map((rule) => data.rules[rule]), version: data.versions[version],
    quantity: { text: quantity, start, end, value, value_min: low, value_max: high, comparator, approximate: Boolean(approximate),
      unit, normalized, width, height, change, role },
    property: property && { name: property[0], text: property[1], start: property[2], end: property[3] },
    subject: subject && { name: subject[0], text: subject[1], start: subject[2], end: subject[3], type: subject[4], entity_id: subject[5] },
    attribution: said ? { source: source && { name: source[0], text: source[1], start: source[2], end: source[3] },
      cue: cue && span(cue) } : null,
    time: time && { value: time[0], text: time[1], start: time[2], end: time[3] },
    sentence: { start: sentence[0], end: sentence[1] },
  };
}

function valueAt(fact, path) {
  return path.split(".").reduce((found, name) => (found === null || found === undefined ? null : found[name] ?? null), fact);
}

// A fact with corrections in place, by their paths.
function mended(fact, corrected) {
  const whole = { ...fact };
  for (const [path, value] of Object.entries(corrected)) {
    const names = path.split(".");
    let target = whole;
    for (const name of names.slice(0, -1)) {
      target[name] = { ...target[name] };
      target = target[name];
    }
    target[names.at(-1)] = value;
  }
  return whole;
}

// A fact that a reviewer added, from its decision.
function addedFact(decision, article, sentence) {
  const empty = { n: -1, id: decision.fact_id, article, kind: "count", modality: "asserted", confidence: 1, rules: [], added: true,
    version: decision.version, property: null, subject: null, attribution: null, time: null, sentence,
    quantity: { text: decision.quantity, start: 0, end: 0, value: null, value_min: null, value_max: null, comparator: "=",
      approximate: false, unit: null, normalized: "", width: null, height: null, change: null, role: null } };
  return mended(empty, decision.corrected || {});
}

// Where the parts of a fact stand: marks with their part's name.
function marksOf(fact) {
  const parts = { quantity: fact.quantity, property: fact.property, subject: fact.subject, source: fact.attribution?.source,
    cue: fact.attribution?.cue, time: fact.time };
  return PARTS.flatMap((part) => {
    const { start, end } = parts[part] || {};
    return Number.isInteger(start) && end > start ? [{ start, end, part }] : [];
  });
}

const nameOf = (part) => (part ? displayed(part.name || part.text || "") : "");

// Quantities, times and whole facts as a person would write them: as ``pipeline/views/wording.py`` says it.

const BOUNDS = { ">": "more than", ">=": "at least", "<": "under", "<=": "up to" };
const SCALES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]];
const AS_WRITTEN = new Set(["ratio", "aspect_ratio", "multiple"]);
const WAYS = { delta: "by", final: "to", initial: "from" };
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December"];
const ORDINALS = ["", "first", "second", "third", "fourth"];

class Wording {
  // ``words``: plurals that no rule gives, and the symbols of currencies.
  constructor({ plurals, symbols }) {
    this.plurals = plurals;
    this.symbols = symbols;
  }

  amount(q, kind) {
    const told = this.bounded(q, kind);
    if (!q.change || kind === "multiple") return told;
    return `${q.change === "increase" ? "rise" : "fall"} ${WAYS[q.role] || "of"} ${told}`;
  }

  bounded(q, kind) {
    if (AS_WRITTEN.has(kind)) return q.text;
    const about = q.approximate ? "about " : "";
    const old = kind === "age" ? " old" : "";
    if (q.width && q.height && kind === "resolution") return `${about}${q.width} × ${q.height} pixels`;
    if (q.comparator === "range") {
      const [low, high] = [q.value_min, q.value_max].map((v) => (v === null ? "…" : number(v, q.text)));
      return `${about}${this.withUnit(`${low} to ${high}`, q.unit, true)}${old}`;
    }
    if (q.value === null) return q.text;
    const bound = BOUNDS[q.comparator];
    const told = this.withUnit(number(q.value, q.text), q.unit, Math.abs(q.value) !== 1);
    return `${bound ? `${bound} ` : ""}${about}${told}${old}`;
  }

  withUnit(told, unit, plural) {
    if (!unit) return told;
    const sign = { percent: "%", "per mille": "‰" }[unit];
    if (sign) return `${told} ${sign}`;
    if (/^[A-Z]{3}\b/.test(unit)) {
      const symbol = this.symbols[unit.slice(0, 3)] ?? `${unit.slice(0, 3)} `;
      if (told.startsWith("−")) return `−${symbol}${told.slice(1)}${unit.slice(3)}`;
      return `${symbol}${told.replace(" to ", ` to ${symbol}`)}${unit.slice(3)}`;
    }
    return `${told} ${plural ? this.pluralOf(unit) : unit}`;
  }

  pluralOf(unit) {
    const [, head, rest] = /^(.+?)((?: per | of ).*)?$/s.exec(unit);
    if (head.startsWith("degree ")) return `degrees${unit.slice(6)}`;
    const at = head.lastIndexOf(" ") + 1;
    return head.slice(0, at) + this.plural(head.slice(at)) + (rest || "");
  }

  plural(noun) {
    if (Object.hasOwn(this.plurals, noun)) return this.plurals[noun];
    if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
    return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  }

  // What is measured, unless the unit says it already.
  measured({ property, quantity: { unit } }) {
    if (!property) return null;
    const last = (text) => text.slice(text.lastIndexOf(" ") + 1).toLowerCase();
    return unit && [last(unit), last(this.pluralOf(unit))].includes(last(property.name)) ? null : property.name;
  }

  // A fact as a sentence, in pieces of text with the part of the fact that each tells.
  told(fact) {
    const { quantity, kind, subject, modality, attribution, time } = fact;
    const owner = subject && (subject.name || subject.text);
    // "Annual inflation" needs no "inflation of" before it.
    const measured = this.measured(fact);
    const what = measured && owner?.toLowerCase().includes(measured.toLowerCase()) ? null : measured;
    const how = HOW[modality];
    const itself = !owner || (subject.start <= quantity.start && quantity.end <= subject.end && kind === "count");
    const pieces = [];
    let amount = this.amount(quantity, kind);
    if (what) {
      pieces.push(["The "], [what, "property"]);
      if (owner) pieces.push([" of "], [owner, "subject"]);
    } else if (!itself) pieces.push([owner, "subject"]);
    const counted = ["count", "user_count"].includes(kind);
    if (quantity.change && kind !== "multiple" && pieces.length && (what || !counted)) {
      if (modality === "asserted") amount = amount.replace(/^\w+/, "$&s");
      pieces.push([` ${how.do}`], [amount, "quantity"]);
    } else if (what || kind === "age" || (measured && pieces.length)) pieces.push(pieces.length ? [` ${how.be} `] : [""], [amount, "quantity"]);
    else if (pieces.length && counted && !quantity.change) pieces.push([` ${how.have} `], [amount, "quantity"]);
    else pieces.push([pieces.length ? ": " : ""], [amount, "quantity"], [modality === "asserted" ? "" : ` (${modality})`]);
    if (attribution) {
      const { source } = attribution;
      pieces.push([", says "], source ? [source.name || source.text, "source"] : ["somebody"]);
    }
    if (time) pieces.push([", "], [when(time), "time"]);
    const [first, ...rest] = [...pieces, ["."]].filter(([text]) => text);
    return [[first[0].charAt(0).toUpperCase() + first[0].slice(1), first[1]], ...rest];
  }
}

const HOW = {
  asserted: { be: "is", have: "has", do: "" },
  planned: { be: "is to be", have: "is to have", do: "is to " },
  estimated: { be: "is put at", have: "is thought to have", do: "is expected to " },
  possible: { be: "may be", have: "may have", do: "may " },
  hypothetical: { be: "would be", have: "would have", do: "would " },
  negated: { be: "is not", have: "does not have", do: "does not " },
};

function number(value, text = "") {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  for (const [scale, name] of SCALES) {
    const scaled = size / scale;
    const short = Math.round(scaled * 1000) / 1000;
    if (scaled >= 1 && (size >= 1e15 || Math.abs(short - scaled) < 1e-9 * scaled)) return `${sign}${digits(short, text)} ${name}`;
  }
  return sign + digits(size, text);
}

function digits(value, text) {
  const shown = (n) => value.toLocaleString("en-US", { minimumFractionDigits: n, maximumFractionDigits: n });
  const plain = text.replaceAll(",", "");
  const written = [2, 1].map(shown).find((told) => plain.includes(told.replaceAll(",", "")));
  if (written && Number(written.replaceAll(",", "")) === value) return written;
  return value.toLocaleString("en-US", { maximumSignificantDigits: 12 });
}

function when({ text, value }) {
  const day = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?$/.exec(value);
  if (day) {
    const [, year, month, of] = day;
    if (month && !(month >= 1 && month <= 12)) return text;
    return [of ? Number(of) : "", month ? MONTHS[month - 1] : "", year].filter(Boolean).join(" ");
  }
  const part = /^(\d{4})-([QHW])(\d{1,2})$/.exec(value);
  if (!part) return text;
  if (part[2] === "W") return `week ${Number(part[3])} of ${part[1]}`;
  const ordinal = ORDINALS[Number(part[3])];
  return ordinal ? `${ordinal} ${part[2] === "Q" ? "quarter" : "half"} of ${part[1]}` : text;
}

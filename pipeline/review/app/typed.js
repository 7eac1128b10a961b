// A quantity that is typed or marked, read as numbers with a unit, and put into its canonical form.

const MONTHS_OF = { month: 1, year: 12, decade: 120, century: 1200, millennium: 12000 };
const POINTS = { "percentage point": 1, "basis point": 0.01 };
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

class Reader {
  // ``units``: name to [kind, base, factor, offset, forms]; ``words``: what may be typed around a number.
  constructor(units, words, symbols) {
    this.units = units;
    this.forms = new Map();
    for (const [name, [, , , , forms]] of Object.entries(units)) for (const form of [name, ...forms]) this.form(form, name);
    for (const [code, symbol] of Object.entries(symbols)) if (symbol.trim() !== code) this.form(symbol.trim(), code);
    const of = (role) => words.filter((row) => row[1] === role).sort((a, b) => b[0].length - a[0].length);
    const any = (rows) => rows.map(([word]) => escaped(word)).join("|");
    this.values = Object.fromEntries(words.map(([word, , value]) => [word, value]));
    this.bound = new RegExp(`^(?:${any(of("bound"))})\\b\\s*`);
    this.about = new RegExp(`^(?:${any(of("about"))}|~)\\s*`);
    this.number = new RegExp(`^([−-]?)(\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+|(?:${any(of("number"))})\\b)`);
    this.scale = new RegExp(`^[\\s-]*(${any(of("scale"))})\\b`);
  }

  form(form, name) { if (!this.forms.has(form.toLowerCase())) this.forms.set(form.toLowerCase(), name); }

  kindOf(unit) {
    if (!unit) return null;
    if (this.units[unit]) return this.units[unit][0];
    if (/^[A-Z]{3}$/.test(unit)) return "money";
    return unit.includes(" per ") ? "rate" : null;
  }

  // What was typed as the fields of a quantity; null where there is no number in it.
  read(typed) {
    let rest = typed.trim().toLowerCase().replace(/^(?:between|from)\s+(?=.*\b(?:and|to)\b)/, "");
    const found = { approximate: false, comparator: "=", value: null, value_min: null, value_max: null, unit: null, kind: null };
    for (let n = 0; n < 3; n += 1) {
      const [bound, about] = [this.bound.exec(rest), this.about.exec(rest)];
      if (bound) found.comparator = this.values[bound[0].trim()];
      if (about) found.approximate = true;
      rest = rest.slice((bound || about || [""])[0].length);
    }
    const first = this.value(rest);
    if (!first) return null;
    const second = /^\s*(?:to|and|[-–—])\s*/.exec(first.rest);
    const upper = second && this.value(first.rest.slice(second[0].length));
    if (upper) {
      const scale = upper.scale !== 1 && first.scale === 1 ? upper.scale : 1;
      Object.assign(found, { comparator: "range", value_min: first.value * scale, value_max: upper.value });
    } else {
      found.value = first.value;
      if (">=".includes(found.comparator) && found.comparator !== "=") found.value_min = first.value;
      if (found.comparator.startsWith("<")) found.value_max = first.value;
    }
    found.unit = first.unit || upper?.unit || this.unitOf((upper || first).rest);
    found.kind = this.kindOf(found.unit) || "count";
    if (found.kind === "duration" && /\bold\b|-old\b/.test(typed.toLowerCase())) found.kind = "age";
    return found;
  }

  value(text) {
    const symbol = /^[^\p{L}\p{N}\s.,−-]{1,2}|^[a-z]{2}\$/u.exec(text);
    const unit = symbol ? this.forms.get(symbol[0]) : null;
    const match = this.number.exec(symbol ? text.slice(symbol[0].length).trimStart() : text);
    if (!match || (symbol && !unit)) return null;
    let rest = (symbol ? text.slice(symbol[0].length).trimStart() : text).slice(match[0].length);
    let scale = 1;
    for (let more = this.scale.exec(rest); more && (unit || more[1].length > 1 || !this.forms.has(rest.trim())); more = this.scale.exec(rest)) {
      scale *= Number(this.values[more[1]]);
      rest = rest.slice(more[0].length);
    }
    const size = Number(match[2].replaceAll(",", "") in this.values ? this.values[match[2]] : match[2].replaceAll(",", ""));
    return { value: Number(((match[1] ? -size : size) * scale).toPrecision(15)), scale, unit, rest };
  }

  // The unit that words behind a number name: one of the table, two of it with "per", else the counted noun.
  unitOf(text) {
    const words = text.replace(/^[\s-]+/, "").replace(/[.,;:]+$/, "").replace(/[-\s]old$/, "").replace(/^degrees\b/, "degree").trim();
    if (!words) return null;
    const [one, per] = words.split(/\s+(?:per|an?)\s+|\s*\/\s*/);
    const single = (form) => this.forms.get(form) || this.forms.get(form.replace(/e?s$/, "")) || this.forms.get(form.replace(/s$/, ""));
    if (this.forms.has(words)) return this.forms.get(words);
    if (per && single(one) && single(per)) return `${single(one)} per ${single(per)}`;
    return single(words) || words.replace(/ies$/, "y").replace(/(?<=ch|sh|x|ss)es$|(?<!s)s$/, "");
  }

  // One canonical string, equal for equal quantities: as ``extract/units/canonical.py`` has it.
  normalized(kind, q) {
    if (q.width !== null && q.height !== null && q.width !== undefined) {
      if (kind !== "aspect_ratio") return `${q.width}x${q.height}`;
      const common = (a, b) => (b ? common(b, a % b) : a);
      const shared = common(q.width, q.height) || 1;
      return `${q.width / shared}:${q.height / shared}`;
    }
    const ends = (q.value !== null ? [q.value] : [q.value_min, q.value_max]).map((end) =>
      (end === null ? ["..", ""] : this.canonical(kind, end, q.unit)));
    const numbers = ends.map(([text]) => text).join("/");
    const name = ends.map(([, unit]) => unit).find(Boolean) || "";
    if (kind === "money" && name) return `${name} ${numbers}`;
    return name ? `${numbers} ${name}` : numbers;
  }

  canonical(kind, value, unit) {
    const [of, base, factor, offset] = (unit && this.units[unit]) || [];
    if (["duration", "age"].includes(kind) && ["duration", "age"].includes(of)) return [isoDuration(value, unit, factor), ""];
    if (of === "percentage") {
      return POINTS[unit] ? [plainNumber(value * POINTS[unit]), "percentage point"] : [plainNumber(value * factor), ""];
    }
    if (!base || of === "rate") return [plainNumber(value), unit || ""];
    return [plainNumber(value * factor + offset), base];
  }

  // Why a quantity cannot be, in one sentence; an empty text where it can.
  impossible(kind, q) {
    const of = this.kindOf(q.unit);
    const alike = [["duration", "age"], ["frequency", "rate", "speed", "data_rate", "other"], ["count", "user_count"]];
    const fits = !of || of === kind || kind === "other" || kind === "rate" || alike.some((group) => group.includes(of) && group.includes(kind));
    if (!fits) return `“${q.unit}” is a unit of ${of.replace("_", " ")}, not of ${kind.replace("_", " ")}`;
    if (kind === "money" && !of) return `“${q.unit || "no unit"}” is no currency: write its code, such as USD`;
    if (q.comparator === "range" && q.value_min === null && q.value_max === null) return "a range has a lower or an upper bound";
    if (q.comparator === "range" && q.value !== null) return "a range has bounds and no value";
    if (q.comparator !== "range" && q.value === null) return "a quantity has a value, or is a range";
    if (q.value_min !== null && q.value_max !== null && q.value_min > q.value_max) return "the lower bound is above the upper bound";
    if (q.value !== null && (q.value < (q.value_min ?? q.value) || q.value > (q.value_max ?? q.value))) {
      return "the value lies outside its bounds";
    }
    if (q.role && !q.change) return "by, to or from is said of a change: choose increase or decrease";
    return "";
  }
}

function plainNumber(value) {
  const short = Number(value.toPrecision(12));
  return short.toLocaleString("en-US", { useGrouping: false, maximumSignificantDigits: 12 });
}

function isoDuration(value, unit, factor) {
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  if (MONTHS_OF[unit]) {
    const months = Number((size * MONTHS_OF[unit]).toFixed(6));
    const years = Math.floor(months / 12);
    const rest = Number((months % 12).toFixed(6));
    return `${sign}P${years ? `${plainNumber(years)}Y` : ""}${rest || !years ? `${plainNumber(rest)}M` : ""}`;
  }
  let seconds = Number((size * factor).toFixed(size * factor >= 1 ? 4 : 12));
  if (seconds >= 604800 && seconds % 604800 === 0) return `${sign}P${plainNumber(seconds / 604800)}W`;
  const part = (length) => {
    const whole = Math.floor(seconds / length);
    seconds -= whole * length;
    return whole;
  };
  const [days, hours, minutes] = [86400, 3600, 60].map(part);
  seconds = Number(seconds.toFixed(9));
  let clock = (hours ? `${plainNumber(hours)}H` : "") + (minutes ? `${plainNumber(minutes)}M` : "");
  if (seconds || !(days || clock)) clock += `${plainNumber(seconds)}S`;
  return `${sign}P${days ? `${plainNumber(days)}D` : ""}${clock ? `T${clock}` : ""}`;
}

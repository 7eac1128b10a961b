// The form in which a fact is mended: fields that know their type. What is typed anew is read as a quantity at once, and
// pairs that cannot be are refused.

const NUMBERS = new Set(["quantity.value", "quantity.value_min", "quantity.value_max"]);
const NONE_OF = { "property.name": "property", "subject.name": "subject", "attribution.source.name": "attribution.source", "time.value": "time" };

function mendForm(model, leave) {
  const { choices } = model.data;
  const lists = ["unit", "property", "entity"].map((name) => make("datalist", { id: `claims-mend-${name}-${Math.random().toString(36).slice(2)}` }));
  const [units, properties, entities] = lists;
  const menu = (values, empty) => make("select", {}, options([...(empty ? [["", "—"]] : []), ...values.map((v) => (Array.isArray(v) ? v : [v, v.replaceAll("_", " ")]))]));
  const line = (list) => make("input", { type: "text", autocomplete: "off", list: list?.id });
  const anew = make("input", { type: "text", autocomplete: "off", placeholder: "e.g. more than 1.4 million users" });
  const canonical = make("output", { className: "canonical" });
  const fields = {
    kind: menu(choices.kind), "quantity.comparator": menu([["=", "exactly"], [">", "more than"], [">=", "at least"], ["<", "less than"], ["<=", "up to"], ["range", "from … to …"]]),
    "quantity.value": line(), "quantity.value_min": line(), "quantity.value_max": line(), "quantity.unit": line(units),
    "quantity.approximate": menu([["false", "exact"], ["true", "about"]]), "quantity.change": menu(choices.change, true), "quantity.role": menu([["delta", "by"], ["final", "to"], ["initial", "from"]], true),
    "property.name": line(properties), "subject.name": line(entities), "attribution.source.name": line(entities), "time.value": line(), modality: menu(choices.modality),
  };
  const names = { kind: "kind", "quantity.comparator": "bound", "quantity.value": "value", "quantity.value_min": "lower bound", "quantity.value_max": "upper bound",
    "quantity.unit": "unit", "quantity.approximate": "about", "quantity.change": "change", "quantity.role": "by, to, from", "property.name": "of what",
    "subject.name": "whose", "attribution.source.name": "who says", "time.value": "when (2025-03)", modality: "certainty" };
  const label = (text, field) => make("label", {}, make("span", {}, text), field);
  const root = make("form", { className: "mend", hidden: true, noValidate: true }, label("write the quantity anew", anew),
    Object.entries(fields).map(([path, field]) => {
      field.name = path;
      return label(names[path], field);
    }), make("p", {}, "canonical: ", canonical), make("div", { className: "form-actions" }, make("button", { type: "submit", className: "accept" }, "Save", make("kbd", { "aria-hidden": "true" }, "Enter")),
      button("Leave", { onclick: () => close() }, "Esc")), lists);
  let pending = {};
  let before = {};

  const typedOf = (value) => (value === null || value === undefined ? "" : displayed(String(value)));

  function open(changes = {}) {
    if (!model.fact) return;
    pending = { ...changes };
    const adding = "article" in changes;
    const empty = { kind: "count", modality: "asserted", quantity: { comparator: "=", approximate: false, value: null, value_min: null, value_max: null, unit: null } };
    const fact = mended(adding ? empty : model.present, Object.fromEntries(Object.entries(changes).filter(([path]) => path !== "article")));
    before = Object.fromEntries(Object.keys(fields).map((path) => [path, typedOf(valueAt(fact, path))]));
    for (const [path, field] of Object.entries(fields)) field.value = before[path];
    anew.value = "";
    const article = model.article(model.fact);
    entities.replaceChildren(...options(article.entities.map(([name, type]) => [name, type])));
    if (!properties.childElementCount) properties.replaceChildren(...options([...new Set(model.base.map((one) => nameOf(one.property)))].slice(0, 300).map((name) => [name, name])));
    unitsOf();
    tell();
    root.hidden = false;
    root.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
    (changes["time.text"] ? fields["time.value"] : anew).focus();
  }

  function close() {
    if (root.hidden) return;
    root.hidden = true;
    pending = {};
    leave();
  }

  function unitsOf() {
    const kind = fields.kind.value;
    const fit = Object.entries(model.data.units).filter(([, [of]]) => of === kind).map(([name]) => name);
    units.replaceChildren(...options([...fit, ...(kind === "money" ? Object.keys(model.data.words.symbols) : [])].map((name) => [name, name])));
  }

  function parsed(path) {
    const text = fields[path].value.trim();
    if (path === "quantity.approximate") return text === "true";
    if (!text) return null;
    if (!NUMBERS.has(path)) return text;
    const found = Number(text.replaceAll(",", ""));
    if (!Number.isFinite(found)) throw new Error(`${names[path]} cannot be “${text}”: it is a number, such as 1200 or 3.5`);
    return found;
  }

  function quantity() {
    const now = "article" in pending ? {} : model.present.quantity;
    const q = { width: now.width ?? null, height: now.height ?? null };
    for (const path of Object.keys(fields)) if (path.startsWith("quantity.")) q[path.slice(9)] = parsed(path);
    if (q.value !== (now.value ?? null)) q.width = q.height = null;
    return q;
  }

  function tell() {
    try { canonical.textContent = displayed(model.reader.normalized(fields.kind.value, quantity())); } catch { canonical.textContent = "…"; }
  }

  anew.addEventListener("input", () => {
    const found = model.reader.read(anew.value);
    if (!found) return;
    for (const name of ["value", "value_min", "value_max", "comparator", "unit", "approximate"]) {
      if (name !== "unit" || found.unit) fields[`quantity.${name}`].value = typedOf(found[name]);
    }
    if (found.unit) fields.kind.value = found.kind === "count" && fields.kind.value === "user_count" ? "user_count" : found.kind;
    unitsOf();
    tell();
  });
  root.addEventListener("input", (event) => {
    if (event.target === fields.kind) unitsOf();
    if (event.target !== anew) tell();
  });

  function save() {
    try {
      const q = quantity();
      const kind = fields.kind.value;
      const changes = { ...pending };
      const adding = "article" in pending;
      for (const [path, field] of Object.entries(fields)) {
        if (!adding && field.value === before[path]) continue;
        const value = parsed(path);
        if (value === null && NONE_OF[path]) { if (!adding) changes[NONE_OF[path]] = null; }
        else if (!(adding && value === null)) changes[path] = value;
        if (value !== null && path === "subject.name") place(changes, "subject", value);
        if (value !== null && path === "attribution.source.name") place(changes, "attribution.source", value);
      }
      const touched = Object.keys(changes).some((path) => path.startsWith("quantity.") || path === "kind");
      const wrong = touched ? model.reader.impossible(kind, q) : "";
      if (wrong) throw new Error(wrong);
      if (touched) changes["quantity.normalized"] = model.reader.normalized(kind, q);
      if (adding) model.add(changes);
      else model.mend(changes);
    } catch (e) {
      model.error = `Nothing was changed: ${e.message}.`;
      model.changed();
    }
    if (!model.error) close();
  }

  // A name that an entity of the article has, of a part that had no words: its first mention stands for it.
  function place(changes, path, name) {
    const article = model.article(model.fact);
    const entity = article.entities.find(([known]) => known === name);
    if (!entity || `${path}.text` in changes) return;
    changes[`${path}.entity_id`] = entity[2];
    if (path === "subject") changes["subject.type"] = entity[1];
    if ("article" in pending || !valueAt(model.present, path)) {
      const [start, end] = entity[3];
      Object.assign(changes, { [`${path}.text`]: model.text(article).slice(start, end), [`${path}.start`]: start, [`${path}.end`]: end });
    }
  }

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  return { root, open, close, save, get isOpen() { return !root.hidden; } };
}

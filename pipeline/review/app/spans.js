// Drawing a part of a fact anew, or marking a fact that was missed: with the mouse by selecting words, with the keyboard
// word by word. Offsets are kept in code points.

const DRAWN = { q: "quantity", s: "subject", p: "property", w: "source", t: "time" };
const PATHS = { quantity: "quantity", subject: "subject", property: "property", source: "attribution.source", time: "time" };

function spanDrawer(model, reader, edit) {
  const places = new WeakMap();
  const choice = make("div", { className: "choice", role: "toolbar", "aria-label": "What the selected words are", hidden: true });
  reader.append(choice);

  const draft = () => model.mode;

  function words() {
    const article = model.article(model.fact);
    const codes = model.text(article);
    return (article.words ??= codes.words(codes.base, codes.end));
  }

  // Begins with the words that the part has now, else with those behind the quantity.
  function start(part, adding = false) {
    const { present } = model;
    if (!present || !model.article(model.fact).whole) return;
    const all = words();
    const own = adding ? null : marksOf(present).find((mark) => mark.part === part);
    const behind = all.findIndex(([from]) => from >= present.quantity.end);
    let [first, last] = [Math.max(0, behind), Math.max(0, behind)];
    if (own) {
      first = Math.max(0, all.findIndex(([, to]) => to > own.start));
      last = Math.max(first, all.findLastIndex(([from]) => from < own.end));
    } else if (adding) {
      const codes = model.text(model.article(model.fact));
      const taken = model.byArticle.get(model.fact.article).map((fact) => model.now(fact).quantity);
      const next = all.findIndex(([from, to]) => from >= present.quantity.end && /\d/.test(codes.slice(from, to)) &&
        !taken.some((quantity) => quantity.start < to && from < quantity.end));
      if (next >= 0) [first, last] = [next, next];
    }
    set({ part, adding, first, last });
    model.error = "";
    model.notice = `${adding ? "A missed fact: mark its quantity" : `The ${part}: mark its words`}. ← → move, ⇧ ← → the end, ↑ ↓ the beginning; ` +
      `Enter takes them${adding || part === "quantity" ? "" : ", Delete says there is none"}, Escape leaves.`;
    model.changed();
    reader.view.look();
  }

  function set(mode) {
    const all = words();
    const [first, last] = [Math.max(0, Math.min(mode.first, all.length - 1)), Math.max(0, Math.min(mode.last, all.length - 1))];
    model.mode = { ...mode, first: Math.min(first, last), last, start: all[Math.min(first, last)][0], end: all[last][1] };
  }

  function leave() {
    model.mode = null;
    model.notice = "";
    model.changed();
  }

  // Keys while a span is drawn; true if it was one of them.
  function key(event) {
    const { mode } = model;
    if (!mode) return false;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) set(event.shiftKey ? { ...mode, last: Math.max(mode.first, mode.last + step) } : { ...mode, first: mode.first + step, last: mode.last + step });
    else if (event.key === "ArrowUp") set({ ...mode, first: mode.first - 1 });
    else if (event.key === "ArrowDown") set({ ...mode, first: Math.min(mode.first + 1, mode.last) });
    else if (event.key === "Enter") return take(mode.part, mode.start, mode.end, mode.adding), true;
    else if (event.key === "Escape") return leave(), true;
    else if (event.key === "Delete" && mode.part !== "quantity") {
      model.mode = null;
      model.mend({ [PATHS[mode.part]]: null }, true);
      return true;
    } else return true;
    model.changed();
    reader.view.look();
    return true;
  }

  function pick(start, end, entity) { take(model.mode.part, start, end, false, entity); }

  // Takes a stretch as a part of the present fact, or as the quantity of a new one.
  function take(part, start, end, adding = false, entity = null) {
    const article = model.article(model.fact);
    const text = model.text(article).slice(start, end);
    model.mode = null;
    choice.hidden = true;
    getSelection().removeAllRanges();
    if (adding) return edit({ ...asRead(text, null), "quantity.text": text, "quantity.start": start, "quantity.end": end, article: model.fact.article });
    const path = PATHS[part];
    const changes = { [`${path}.text`]: text, [`${path}.start`]: start, [`${path}.end`]: end };
    if (part === "quantity") return model.mend({ ...changes, ...asRead(text, model.present) }, true);
    if (part === "time") return edit({ ...changes, "time.value": timeOf(text, article) });
    if (part === "property") return model.mend({ ...changes, "property.name": text.toLowerCase() }, true);
    const found = entity || article.entities.find(([, , , at]) => at.some((from, n) => n % 2 === 0 && from === start && at[n + 1] === end));
    changes[`${path}.name`] = found ? found[0] : text;
    changes[`${path}.entity_id`] = found ? found[2] : null;
    if (part === "subject") changes["subject.type"] = found ? found[1] : null;
    return model.mend(changes, true);
  }

  // The fields that a quantity's words give; of a fact that there is already, its bounds are kept where they say nothing.
  function asRead(text, fact) {
    const found = model.reader.read(text);
    if (!found) return {};
    const q = { width: null, height: null, ...(fact?.quantity || {}), value: found.value, unit: found.unit ?? fact?.quantity.unit ?? null };
    if (!fact || found.comparator !== "=") Object.assign(q, { comparator: found.comparator, value_min: found.value_min, value_max: found.value_max });
    else {
      q.value_min = q.comparator.startsWith(">") ? found.value : null;
      q.value_max = q.comparator.startsWith("<") ? found.value : null;
      if (q.comparator === "range") q.comparator = "=";
    }
    const kind = fact ? (found.unit && found.unit !== fact.quantity.unit ? found.kind : fact.kind) : found.kind;
    const fields = ["value", "value_min", "value_max", "comparator", "unit"];
    return { kind, ...Object.fromEntries(fields.map((name) => [`quantity.${name}`, q[name]])), "quantity.normalized": model.reader.normalized(kind, q),
      ...(fact ? {} : { "quantity.approximate": found.approximate }) };
  }

  function timeOf(text, article) {
    const year = /\b(1[5-9]|20)\d\d\b/.exec(text)?.[0];
    const month = MONTHS.findIndex((name) => text.toLowerCase().includes(name.toLowerCase()));
    const at = year || (month >= 0 ? (article.date || "").slice(0, 4) : "");
    return at && month >= 0 ? `${at}-${String(month + 1).padStart(2, "0")}` : at;
  }

  // The selected stretch of the article in code points, without blanks at its ends.
  function selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const codes = model.text(model.article(model.fact));
    const offset = (node, unit) => {
      if (node.nodeType !== Node.TEXT_NODE) {
        const walker = document.createTreeWalker(reader.view.text, NodeFilter.SHOW_TEXT);
        const target = node.childNodes[unit] || node;
        while (walker.nextNode()) if (!(walker.currentNode.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING) || target.contains(walker.currentNode)) return places.get(walker.currentNode);
        return undefined;
      }
      const from = places.get(node);
      return from === undefined ? undefined : codes.offset(codes.unit(from) + unit);
    };
    let [start, end] = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
    if (start === undefined || end === undefined || end <= start) return null;
    const text = codes.slice(start, end);
    start += [...text.slice(0, text.length - text.trimStart().length)].length;
    end -= [...text.slice(text.trimEnd().length)].length;
    return end > start ? { start, end, box: range.getBoundingClientRect() } : null;
  }

  function offer() {
    const found = model.fact && model.article(model.fact).whole ? selected() : null;
    choice.hidden = !found;
    if (!found) return;
    const as = (part, label, adding = false) => button(label, { onclick: () => take(part, found.start, found.end, adding) });
    choice.replaceChildren(as("quantity", "Missed fact", true), make("span", {}, "or this fact’s"), as("quantity", "quantity"), as("subject", "subject"),
      as("property", "property"), as("source", "source"), as("time", "time"));
    const view = reader.getBoundingClientRect();
    const width = choice.offsetWidth;
    choice.style.left = `${Math.max(8, Math.min(found.box.left - view.left, view.width - width - 12))}px`;
    choice.style.top = `${found.box.top - view.top + reader.scrollTop - choice.offsetHeight - 8 < reader.scrollTop
      ? found.box.bottom - view.top + reader.scrollTop + 8 : found.box.top - view.top + reader.scrollTop - choice.offsetHeight - 8}px`;
  }

  reader.addEventListener("pointerup", () => setTimeout(offer));
  document.addEventListener("selectionchange", () => { if (getSelection().isCollapsed) choice.hidden = true; });
  return { places, draft, start, key, pick, take, leave, offer };
}

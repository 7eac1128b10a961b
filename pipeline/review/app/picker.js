// A view with a list of its own at the left: search, one filter, and the items that meet them. Only rows in sight exist.

// ``of``: name, items(), text(item), kept(item, chosen), choices(), row(item), order(a, b); ``pick(item)`` is called when another is chosen.
function picker(model, of) {
  const search = make("input", { type: "search", placeholder: "Search, any word order", "aria-label": `Search the ${of.name}`, autocomplete: "off" });
  const filter = make("select", { "aria-label": `Which ${of.name}`, onchange: () => refill() });
  const count = make("span", { className: "count", role: "status" });
  const inner = make("div", { className: "rows", role: "presentation" });
  const box = make("div", { className: "scroll", role: "listbox", tabIndex: 0, "aria-label": of.title }, inner);
  const root = make("section", { className: "list", "aria-label": `Find ${of.name}` }, make("div", { className: "find" }, search, filter), count, box);
  const state = { rows: [], at: 0, root, search, box };
  let shownAt = -1;
  let timer = null;

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refill, 60);
  });

  // The items that meet search and filter; the present one stays, if it is among them.
  function fill(id = state.item?.id) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = of.items();
    state.rows = all.filter((item) => (!filter.value || of.kept(item, filter.value)) && words.every((word) => of.text(item).includes(word)));
    count.textContent = state.rows.length === all.length ? counted(all.length, of.one) : `${state.rows.length.toLocaleString("en-US")} of ${counted(all.length, of.one)}`;
    state.at = Math.max(0, state.rows.findIndex((item) => item.id === id));
    state.item = state.rows[state.at] || null;
    shownAt = -1;
  }

  function refill() {
    fill();
    model.error = model.notice = "";
    model.changed();
  }

  state.go = (at) => {
    state.at = Math.max(0, Math.min(at, state.rows.length - 1));
    state.item = state.rows[state.at] || null;
  };

  // On the item with this id, if there is one; the search gives way to it.
  state.find = (id) => {
    if (!of.items().some((item) => item.id === id)) return;
    if (!state.rows.some((item) => item.id === id)) search.value = filter.value = "";
    fill(id);
  };

  state.draw = () => {
    const { value } = filter;
    const choices = of.choices();
    if (choices !== filter.choices) filter.replaceChildren(...options(choices, value));
    filter.choices = choices;
    filter.value = value;
    inner.style.height = `${state.rows.length * ROW}px`;
    if (state.at !== shownAt && state.rows.length) {
      const [top, bottom] = [state.at * ROW, (state.at + 1) * ROW];
      if (top < box.scrollTop) box.scrollTop = top;
      else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
      shownAt = state.at;
    }
    rowsInSight();
  };

  function rowsInSight() {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
    const last = Math.min(state.rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 4);
    const drawn = [];
    for (let n = first; n < last; n += 1) {
      drawn.push(make("div", { className: "row", id: `${of.name}-${n}`, role: "option", "aria-selected": String(n === state.at), "aria-setsize": String(state.rows.length),
        "aria-posinset": String(n + 1), dir: "auto", style: `top:${n * ROW}px`, onclick: () => { state.go(n); of.pick(); } }, of.row(state.rows[n])));
    }
    inner.replaceChildren(...drawn);
    if (state.at >= first && state.at < last) box.setAttribute("aria-activedescendant", `${of.name}-${state.at}`);
    else box.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("scroll", () => requestAnimationFrame(rowsInSight), { passive: true });
  new ResizeObserver(rowsInSight).observe(box);

  // Keys of the list itself; true if it was one of them.
  state.key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (!step || !box.contains(event.target)) return false;
    state.go(state.at + step);
    of.pick();
    return true;
  };

  fill();
  return state;
}

// What is counted of many things once, and anew after a decision.
function once(model, count) {
  let [found, of] = [null, -1];
  return () => {
    if (of !== model.decisions.lines.length) [found, of] = [count(), model.decisions.lines.length];
    return found;
  };
}

// The place of the next item behind ``at``, round the end, for which ``open`` holds; -1 if there is none.
function nextOpen(items, at, open) {
  for (let step = 1; step <= items.length; step += 1) {
    const place = (at + step) % items.length;
    if (open(items[place])) return place;
  }
  return -1;
}

// A stretch of an article with its marks: ``part`` names and tints, ``tag`` is what it is called.
function markedText(codes, start, end, marks) {
  return cut(start, end, marks).map((piece) => {
    const text = document.createTextNode(codes.slice(piece.start, piece.end));
    const parts = piece.marks.filter((mark) => mark.part);
    if (!piece.marks.length) return text;
    const element = make("span", { className: [...piece.marks.filter((mark) => mark.name).map((mark) => mark.name), parts.length ? `part part-${parts[0].part}` : ""].filter(Boolean).join(" ") }, text);
    const tags = parts.filter((mark) => mark.start === piece.start).map((mark) => mark.tag);
    if (tags.length) element.dataset.tag = tags.join(" · ");
    if (parts.length) element.title = parts.map((mark) => mark.tag).join(", ");
    return element;
  });
}

// All is drawn anew with nothing to say.
function quietly(model) {
  model.error = model.notice = "";
  model.changed();
}

// Brings a mark into sight, unless it stands well within it.
function lookAt(root, mark) {
  if (!mark) return;
  const [box, view] = [mark.getBoundingClientRect(), root.getBoundingClientRect()];
  const margin = Math.min(80, view.height / 4);
  if (box.top < view.top + margin || box.bottom > view.bottom - margin) root.scrollTop += box.top - view.top - view.height * 0.35;
}

// The left: search, filters, and the facts or the articles that meet them. Only rows in sight exist, so that ten thousand
// scroll as ten do.

const ROW = 58;

function listView(model, root) {
  const search = make("input", { type: "search", placeholder: "Search, any word order", "aria-label": "Search the facts", autocomplete: "off" });
  const chips = make("div", { className: "chips" });
  const sort = make("select", { "aria-label": "Order", onchange: () => model.filter({ sort: sort.value }) }, options(SORTS, "article"));
  const count = make("span", { className: "count", role: "status" });
  const panel = filterPanel(model);
  const mode = { facts: button("Facts", { onclick: () => show("facts") }), articles: button("Articles", { onclick: () => show("articles") }) };
  const inner = make("div", { className: "rows", role: "presentation" });
  const box = make("div", { className: "scroll", role: "listbox", tabIndex: 0, "aria-label": "Facts that meet the filters" }, inner);
  let showing = "facts";
  let rows = [];
  let made = null;
  let shownAt = -1;
  let timer = null;
  root.append(make("div", { className: "find" }, search, panel.root, chips,
    make("div", { className: "bar" }, make("div", { className: "switch", role: "group", "aria-label": "List" }, mode.facts, mode.articles), sort)), count, box);

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => model.filter({ text: search.value.trim() }), 60);
  });

  function show(what) {
    showing = what;
    made = null;
    shownAt = -1;
    draw();
  }

  function gathered() {
    if (made === model.queue) return;
    made = model.queue;
    if (showing === "facts") {
      rows = model.queue.map((fact, place) => ({ fact, place }));
      return;
    }
    const groups = new Map();
    model.queue.forEach((fact, place) => {
      const group = groups.get(fact.article);
      if (group) group.facts.push(fact);
      else groups.set(fact.article, { article: model.article(fact), place, facts: [fact] });
    });
    rows = [...groups.values()];
  }

  function current() {
    return showing === "facts" ? model.at : rows.findIndex(({ facts }) => facts[0].article === model.fact?.article);
  }

  function factRow({ fact }) {
    const now = model.now(fact);
    const verdict = model.verdict(fact);
    const what = [nameOf(now.subject), model.wording.measured(now)].filter(Boolean).join(" · ");
    return [make("span", { className: "line" }, make("strong", {}, displayed(model.wording.amount(now.quantity, now.kind))),
      verdict ? make("span", { className: `badge v-${verdict}` }, VERDICTS[verdict]) : make("span", { className: "sure", title: "confidence" }, sure(fact))),
    make("span", { className: "sub" }, what || now.kind.replace("_", " "))];
  }

  function articleRow({ article, facts }) {
    const decided = facts.filter((fact) => model.verdict(fact)).length;
    return [make("span", { className: "line" }, make("strong", {}, article.title), model.decisions.complete.has(article.id) ? make("span", { className: "badge v-accept" }, "complete") : null),
      make("span", { className: "sub" }, [article.publisher, article.date, counted(facts.length, "fact"), decided ? `${decided} decided` : ""].filter(Boolean).join(" · "))];
  }

  function draw() {
    gathered();
    for (const [name, element] of Object.entries(mode)) element.setAttribute("aria-pressed", String(name === showing));
    if (document.activeElement !== search) search.value = model.filters.text;
    sort.value = model.filters.sort;
    panel.draw();
    chips.replaceChildren(...model.set().filter(([name]) => name !== "text").map(([name, value]) =>
      button(`${chipName(model, name, value)} ×`, { className: "chip", "aria-label": `Remove the filter ${name}`, onclick: () => model.filter({ [name]: NO_FILTERS[name] }) })));
    count.textContent = model.queue.length === model.facts.length ? counted(model.facts.length, "fact")
      : `${model.queue.length.toLocaleString("en-US")} of ${counted(model.facts.length, "fact")}`;
    inner.style.height = `${rows.length * ROW}px`;
    const at = current();
    if (at !== shownAt && at >= 0) {
      const [top, bottom] = [at * ROW, (at + 1) * ROW];
      if (top < box.scrollTop) box.scrollTop = top;
      else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
    }
    shownAt = at;
    rowsInSight(at);
  }

  function rowsInSight(at = current()) {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
    const last = Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 4);
    const drawn = [];
    for (let n = first; n < last; n += 1) {
      drawn.push(make("div", { className: "row", id: `row-${n}`, role: "option", "aria-selected": String(n === at), "aria-setsize": String(rows.length),
        "aria-posinset": String(n + 1), dir: "auto", style: `top:${n * ROW}px`, onclick: () => model.go(rows[n].place) },
      showing === "facts" ? factRow(rows[n]) : articleRow(rows[n])));
    }
    inner.replaceChildren(...drawn);
    if (at >= first && at < last) box.setAttribute("aria-activedescendant", `row-${at}`);
    else box.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("scroll", () => requestAnimationFrame(() => rowsInSight()), { passive: true });
  new ResizeObserver(() => rowsInSight()).observe(box);

  // Keys of the list itself; true if it was one of them.
  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
    if (!step || !box.contains(event.target)) return false;
    const place = Math.max(0, Math.min(current() + step, rows.length - 1));
    if (rows.length) model.go(rows[place].place);
    return true;
  }

  // On to the first fact of the article behind or before the present one.
  function article(step) {
    const { queue, at, fact } = model;
    if (!fact) return;
    let place = at;
    while (queue[place] && queue[place].article === fact.article) place += step;
    if (!queue[place]) return;
    if (step < 0) while (queue[place - 1]?.article === queue[place].article) place -= 1;
    model.go(place);
  }

  return { draw, key, article, search };
}

const sure = (fact) => `${Math.round(fact.confidence * 100)} %`;

function chipName(model, name, value) {
  if (name === "article") return model.articles.find(({ id }) => id === value)?.title || value;
  if (name === "status") return VERDICTS[value] || value;
  if (name === "confidence") return `sure ${String(value).replace("-", " to ")}${String(value).includes("-") ? "" : " and more"}`;
  return value.replaceAll("_", " ");
}

// The filters behind one button, with the values that there are and how many facts have them.
function filterPanel(model) {
  const fields = {};
  const lists = {};
  const label = (text, field) => make("label", {}, make("span", {}, text), field);
  for (const name of ["kind", "modality", "day", "article", "status", "confidence", "rule"]) {
    fields[name] = make("select", { name, onchange: (event) => model.filter({ [name]: event.target.value }) });
  }
  for (const name of ["subject", "property", "source", "publisher"]) {
    lists[name] = make("datalist", { id: `claims-${name}-${Math.random().toString(36).slice(2)}` });
    fields[name] = make("input", { name, type: "search", placeholder: "any", list: lists[name].id, onchange: (event) => model.filter({ [name]: event.target.value.trim() }) });
  }
  const names = { status: "decided", day: "day", kind: "kind", subject: "subject", property: "property", source: "source", article: "article",
    publisher: "publisher", modality: "modality", confidence: "sure", rule: "rule" };
  const root = make("details", { className: "filters" }, make("summary", {}, "Filters"),
    make("div", { className: "fields" }, Object.entries(names).map(([name, text]) => label(text, fields[name])), Object.values(lists)));
  root.addEventListener("toggle", () => draw(true));
  let filled = null;

  // Values are counted once when the panel opens, and anew when facts are added.
  function fill() {
    if (filled === model.facts) return;
    filled = model.facts;
    const counts = Object.fromEntries([...Object.keys(FACETS), "rule"].map((name) => [name, new Map()]));
    const add = (name, value) => { if (value) counts[name].set(value, (counts[name].get(value) || 0) + 1); };
    for (const fact of model.facts) {
      const article = model.article(fact);
      for (const [name, get] of Object.entries(FACETS)) add(name, get(fact, article));
      for (const rule of fact.rules) add("rule", rule);
    }
    const most = (name) => [...counts[name]].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    for (const name of ["kind", "modality", "rule"]) {
      fields[name].replaceChildren(...options([["", "any"], ...most(name).map(([value, n]) => [value, `${value.replaceAll("_", " ")} (${n})`])], model.filters[name]));
    }
    const days = [...counts.day].sort((a, b) => (a[0] < b[0] ? 1 : -1));
    fields.day.replaceChildren(...options([["", "any"], ...days.map(([value, n]) => [value, `${value} (${n})`])], model.filters.day));
    const titles = model.articles.filter(({ id }) => counts.article.has(id)).slice(0, 3000);
    fields.article.replaceChildren(...options([["", "any"], ...titles.map(({ id, title }) => [id, `${title.slice(0, 60)} (${counts.article.get(id)})`])], model.filters.article));
    const above = [0.5, 0.6, 0.7, 0.8, 0.9].map((low) => [String(low), `${low} and more (${model.facts.filter((fact) => fact.confidence >= low).length})`]);
    fields.confidence.replaceChildren(...options([["", "any"], ...above], model.filters.confidence));
    for (const [name, list] of Object.entries(lists)) list.replaceChildren(...options(most(name).slice(0, 400).map(([value, n]) => [value, String(n)])));
  }

  function draw(opened = false) {
    const set = model.set().filter(([name]) => name !== "text");
    root.firstChild.textContent = set.length ? `Filters · ${set.length}` : "Filters";
    if (!root.open) return;
    if (opened || filled !== model.facts) fill();
    const counts = model.counts();
    const statuses = ["all", "undecided", "accept", "reject", "correct", "add", "noted", ...(model.data.against ? ["disagreed"] : [])];
    fields.status.replaceChildren(...options(statuses.map((value) => [value, `${VERDICTS[value] || value} (${counts[value] || 0})`]), model.filters.status));
    for (const [name, field] of Object.entries(fields)) if (document.activeElement !== field || field.tagName === "SELECT") ensure(field, model.filters[name]);
  }

  // A value that came with a link stands in its list, even where no fact has it.
  function ensure(field, value) {
    field.value = value;
    if (field.tagName === "SELECT" && field.value !== value) {
      field.append(make("option", { value, selected: true }, value));
      field.value = value;
    }
  }

  return { root, draw };
}

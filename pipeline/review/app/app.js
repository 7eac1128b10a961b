// Puts the parts together: the frame, the tabs, the keys. Each key that is known here is handled wholly, wherever the focus
// is but in fields: nothing else sees it. In a notebook, where a store keeps decisions at a place of its own, the keys are
// those pressed within the widget, and there is neither an address nor a file to save.

const KEYS = { a: "accept", x: "reject", e: "edit", " ": "skip", Backspace: "undo", j: "next", k: "previous", J: "nextArticle", K: "previousArticle",
  o: "sentence", n: "note", m: "missed", c: "complete", "/": "search", g: "figures", l: "link", "?": "help", ArrowRight: "next", ArrowLeft: "previous" };
const HELP = [["a", "accept"], ["x", "reject"], ["e", "mend (Enter saves, Escape leaves)"], ["space", "skip to the next undecided"], ["backspace", "undo"], ["j k", "next and previous fact"],
  ["⇧J ⇧K", "next and previous article"], ["q s p w t", "draw quantity, subject, property, source (who) or time anew"], ["m", "add a missed fact"], ["n", "note"], ["c", "article is complete"],
  ["o", "the sentence alone, or the article"], ["/", "search"], ["1 2 3 4", "the tabs: read, figures, relations, claims"], ["g", "figures"], ["l", "copy a link to this view"], ["?", "this help"]];

function mount(root, data, store) {
  const model = new Model(data, store);
  const side = make("section", { className: "list", "aria-label": "Find facts" });
  const reader = make("main", { className: "reader", tabIndex: 0, "aria-label": "The article" });
  const card = make("section", { className: "card", "aria-label": "The fact under review" });
  const help = make("div", { className: "help", hidden: true, role: "dialog", "aria-label": "Keys" }, make("dl", {}, HELP.map(([key, text]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, text)))));
  const progress = make("span", { className: "progress" });
  const bar = make("progress", { "aria-label": "facts decided" });
  const views = VIEWS.filter((view) => !view.when || view.when(model)).map((view) => ({ ...view, root: make("section", { className: "view", "aria-label": view.title, hidden: true, tabIndex: 0 }) }));
  model.shown = () => views.find(({ id }) => id === model.view)?.drawer?.list?.item?.id;
  const tabs = [{ id: "read", title: "Read" }, ...views].map(({ id, title }) => button(title, { onclick: () => open(id) }));
  const top = make("header", { className: "top" }, make("strong", { className: "name", dir: "auto" }, data.title), make("nav", { "aria-label": "Views" }, tabs), progress, bar,
    store.place ? keptAt(model) : saving(model), button("List", { className: "to-list", onclick: () => root.classList.toggle("listing") }), button("Keys", { className: "to-help", onclick: () => act("help") }, "?"));
  root.append(top, make("div", { className: "columns" }, side, reader, card, ...views.map((view) => view.root)), help);

  const form = mendForm(model, () => root.focus({ preventScroll: true }));
  const spans = spanDrawer(model, reader, (changes) => form.open(changes));
  const article = articleView(model, reader, spans);
  reader.view = article;
  const list = listView(model, side);
  const view = cardView(model, card, spans, form);
  for (const one of views) one.drawer = one.mount(model, one.root);

  function open(id) {
    model.view = id;
    model.error = model.notice = "";
    model.changed();
  }

  function act(name) {
    if (name === "help") help.hidden = !help.hidden;
    else if (name === "accept" || name === "reject") model.decide(name);
    else if (name === "edit") form.isOpen ? form.close() : form.open();
    else if (name === "undo") model.undo();
    else if (name === "skip") model.skip();
    else if (name === "next") model.go(model.at + 1);
    else if (name === "previous") model.go(model.at - 1);
    else if (name === "nextArticle") list.article(1);
    else if (name === "previousArticle") list.article(-1);
    else if (name === "note") view.note.focus();
    else if (name === "missed") spans.start("quantity", true);
    else if (name === "complete") model.complete();
    else if (name === "search") list.search.focus();
    else if (name === "figures") open(model.view === "figures" ? "read" : "figures");
    else if (name === "link" && !store.place) copy();
    else if (name === "sentence") {
      model.sentenceOnly = !model.sentenceOnly;
      model.changed();
    } else spans.start(name);
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      model.notice = "A link to this view is copied.";
    } catch { model.notice = "The address of this page leads back to this view."; }
    model.changed();
  }

  root.addEventListener("act", (event) => act(event.detail));

  // Of a view with keys of its own only these keys of the page remain.
  function elsewhere(event) {
    const name = KEYS[event.key] || KEYS[event.key.toLowerCase()];
    if (!["undo", "figures", "link", "help"].includes(name)) return false;
    act(name);
    return true;
  }

  // True where the key was ours.
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
    const field = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && (field || form.isOpen || model.mode || !help.hidden)) {
      if (!help.hidden) help.hidden = true;
      else if (model.mode) spans.leave();
      else if (form.isOpen) form.close();
      field?.blur();
      root.focus({ preventScroll: true });
      return true;
    }
    if (event.key === "Enter" && event.target.closest?.(".mend select")) return form.save(), true;
    if (field) return false;
    if (event.target.closest?.("button, summary, a") && (event.key === " " || event.key === "Enter")) return false;
    if (model.mode) return spans.key(event);
    const tab = tabs[Number(event.key) - 1];
    if (tab && !form.isOpen) return tab.click(), true;
    const { drawer } = views.find(({ id }) => id === model.view) || {};
    if (drawer?.key) return drawer.key(event) || elsewhere(event);
    if (list.key(event)) return true;
    const name = KEYS[event.key] || KEYS[event.key.toLowerCase()] || DRAWN[event.key.toLowerCase()];
    if (!name || (form.isOpen && !["edit", "help"].includes(name))) return false;
    act(name);
    return true;
  }

  const listen = (event) => {
    if (!key(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  (store.place ? root : document).addEventListener("keydown", listen, true);

  let factShown = null;
  function draw() {
    const { fact } = model;
    if (form.isOpen && factShown && fact !== factShown && !model.error) form.close();
    factShown = fact;
    const counts = model.counts();
    const decided = counts.accept + counts.reject + counts.correct;
    progress.textContent = `fact ${fact ? model.at + 1 : 0} of ${model.queue.length} · ${decided} of ${model.base.length} decided` +
      (counts.add ? ` · ${counts.add} added` : "") + (data.against ? ` · ${model.agreement()}` : "");
    progress.title = ["accept", "reject", "correct"].map((verdict) => `${counts[verdict]} ${VERDICTS[verdict]}`).join(", ");
    root.classList.toggle("drawing", Boolean(model.mode));
    if (!views.some(({ id }) => id === model.view)) model.view = "read";
    tabs.forEach((tab, n) => tab.setAttribute("aria-pressed", String(model.view === ["read", ...views.map(({ id }) => id)][n])));
    reader.hidden = card.hidden = model.view !== "read";
    side.hidden = Boolean(views.find(({ id }) => id === model.view)?.drawer.list);
    for (const one of views) {
      one.root.hidden = one.id !== model.view;
      if (!one.root.hidden) one.drawer.draw();
    }
    const own = views.find(({ id }) => id === model.view)?.drawer.progress?.();
    if (own) progress.textContent = own.text;
    [bar.max, bar.value] = own ? [own.of || 1, own.done] : [model.base.length || 1, decided];
    if (model.view === "read") article.draw();
    if (!side.hidden) {
      list.draw();
      view.draw();
    }
    store.changed?.(model);
  }

  model.listen(draw);
  store.begin?.(model);
  draw();
  return model;
}

// Who decides, and where the decisions are kept.
function keptAt(model) {
  const { store } = model.decisions;
  return make("div", { className: "saving" }, make("span", { dir: "auto" }, displayed(`${store.reviewer} · ${store.place}`)));
}

function saving(model) {
  const who = make("summary");
  const { store } = model.decisions;
  const name = make("input", { type: "text", placeholder: "your name", autocomplete: "name", value: store.name || "",
    onchange: (event) => {
      store.name = event.target.value.trim();
      draw();
    } });
  const state = make("span", { role: "status", className: "kept" });
  const save = button("Save decisions", { id: "save", onclick: () => {
    const url = URL.createObjectURL(new Blob([model.decisions.text()], { type: "application/jsonl" }));
    make("a", { href: url, download: "decisions.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    model.decisions.saved = model.decisions.lines.length;
    draw();
  } });
  const file = make("input", { type: "file", accept: ".jsonl", onchange: async (event) => {
    const [chosen] = event.target.files;
    model.load(await chosen.text(), displayed(chosen.name));
    // The same file can be chosen once more, with what was added to it.
    event.target.value = "";
  } });
  function draw() {
    const waiting = model.decisions.lines.length - model.decisions.saved;
    state.textContent = waiting ? `${waiting} kept in this browser, not yet in a file` : "all decisions are in a file";
    who.textContent = `Reviewer: ${displayed(store.reviewer)}`;
  }
  model.listen(draw);
  draw();
  return make("div", { className: "saving" }, save, make("details", {}, who, make("div", { className: "drop" }, make("label", {}, make("span", {}, "your name"), name), make("label", {}, make("span", {}, "go on from a file"), file), state)));
}

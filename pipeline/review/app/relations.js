// A view: relations, each in its article, accepted or rejected like facts.

class Relations {
  constructor(model, rows) {
    this.model = model;
    const span = (part) => part && { text: part[0], start: part[1], end: part[2], name: part[3], type: part[4] };
    this.all = rows.map(([id, article, type, head, tail, role, phase, modality, said, source, time, cue, sentence, also, confidence, rules, version]) => ({
      id, article, type, head: span(head), tail: span(tail), role: span(role), phase, modality, said, source: span(source), time: time && { text: time[0], start: time[1], end: time[2], value: time[3] },
      cue: { start: cue[0], end: cue[1] }, sentence: { start: sentence[0], end: sentence[1] }, also, confidence, rules, version: model.data.versions[version] }));
    this.known = new Map(this.all.map((relation) => [relation.id, relation]));
  }

  verdict({ id }) { return this.model.decisions.relations.get(id)?.verdict || ""; }

  text(relation) {
    const article = this.model.articles[relation.article];
    return (relation.search ??= [relation.head.name, relation.head.text, relation.tail.name, relation.tail.text, worded(relation), relation.role?.name || "", relation.modality, relation.phase,
      this.model.text(article).slice(relation.sentence.start, relation.sentence.end), article.title, article.publisher, relation.id].join("\n").toLowerCase());
  }

  about(relation) {
    return { id: relation.id, article_id: this.model.articles[relation.article].id, quantity: `${relation.head.name} ${relation.type} ${relation.tail.name}`, version: relation.version };
  }
}

const worded = ({ type }) => type.replaceAll("_", " ");

// A relation as one would say it, in pieces with the part that each tells.
const SAID = {
  made_by: ["is made by", "was made by", "is to be made by"], launched: ["launched", "launched", "is to launch"], owned_by: ["is owned by", "was owned by", "is to be owned by"],
  acquired: ["acquired", "acquired", "is to acquire"], invested_in: ["invested in", "invested in", "is to invest in"], founded_by: ["was founded by", "was founded by", "is to be founded by"],
  leads: ["leads", "led", "is to lead"], works_for: ["works for", "worked for", "is to work for"], member_of: ["is a member of", "was a member of", "is to be a member of"],
  part_of: ["is part of", "was part of", "is to be part of"], based_in: ["is based in", "was based in", "is to be based in"],
};

function relationTold(relation) {
  const forms = SAID[relation.type] || [worded(relation), worded(relation), worded(relation)];
  const how = { planned: 2 }[relation.modality] ?? (relation.phase === "ended" ? 1 : 0);
  const sure = ["asserted", "planned"].includes(relation.modality) ? "" : ` (${relation.modality})`;
  return [[relation.head.name, "head"], [` ${forms[how]} `], [relation.tail.name, "tail"], ...(relation.role ? [[" as "], [relation.role.name, "role"]] : []),
    ...(relation.said ? [[", says "], [relation.source ? relation.source.name || relation.source.text : "somebody", "source"]] : []), ...(relation.time ? [[", "], [when(relation.time), "time"]] : []), [`${sure}.`]];
}

VIEWS.push({ id: "relations", title: "Relations", when: (model) => model.data.views.relations?.length, mount: (model, root) => {
  const relations = (model.relations = new Relations(model, model.data.views.relations));
  const list = picker(model, {
    name: "relations", one: "relation", title: "Relations that meet the search", items: () => relations.all, text: (relation) => relations.text(relation),
    kept: (relation, chosen) => (["accept", "reject", "undecided"].includes(chosen) ? (relations.verdict(relation) || "undecided") === chosen : relation.type === chosen),
    choices: once(model, () => {
      const counts = new Map();
      for (const relation of relations.all) for (const key of [relation.type, relations.verdict(relation) || "undecided"]) counts.set(key, (counts.get(key) || 0) + 1);
      const told = (key, text) => [key, `${text} (${counts.get(key) || 0})`];
      return [["", "all relations"], ...["undecided", "accept", "reject"].map((key) => told(key, VERDICTS[key] || key)), ...[...counts.keys()].filter((key) => key in SAID).sort().map((key) => told(key, key.replaceAll("_", " ")))];
    }),
    row: (relation) => {
      const verdict = relations.verdict(relation);
      return [make("span", { className: "line" }, make("strong", {}, displayed(relation.head.name)), verdict ? make("span", { className: `badge v-${verdict}` }, VERDICTS[verdict]) : make("span", { className: "sure", title: "confidence" }, sure(relation))),
        make("span", { className: "sub" }, [worded(relation), displayed(relation.tail.name)].join(" ") + (relation.role ? ` · ${displayed(relation.role.name)}` : ""))];
    },
    pick: () => quietly(model),
  });
  const kicker = make("p", { className: "kicker", dir: "auto" });
  const title = make("h1", { dir: "auto" });
  const text = make("div", { className: "text" });
  const reader = make("div", { className: "reader", tabIndex: 0, role: "region", "aria-label": "The relation's article" }, make("div", { className: "sheet" }, make("header", {}, kicker, title), text));
  const told = make("p", { className: "told", dir: "auto" });
  const badges = make("p", { className: "badges" });
  const fields = make("dl", { className: "parts" });
  const more = make("details", { className: "why" }, make("summary", {}, "How it was found"), make("dl", { className: "parts small" }));
  const message = make("p", { className: "message", role: "status", "aria-live": "polite" });
  const verdicts = make("div", { className: "verdicts two" }, button("Accept", { className: "accept", onclick: () => decide("accept") }, "a"), button("Reject", { className: "reject", onclick: () => decide("reject") }, "x"));
  const moves = make("div", { className: "moves" }, button("Back", { onclick: () => go(list.at - 1) }, "k"), button("Next", { onclick: () => go(list.at + 1) }, "j"), button("Skip", { onclick: () => skip() }, "space"), button("Undo", { onclick: () => model.undo() }, "⌫"));
  const card = make("section", { className: "card", "aria-label": "The relation under review" }, make("div", { className: "card-body", tabIndex: 0, role: "group", "aria-label": "The relation" }, told, badges, fields, more), message, make("div", { className: "actions four" }, verdicts, moves));
  root.classList.add("split");
  root.append(list.root, reader, card);
  let shown = null;

  function go(at) {
    list.go(at);
    quietly(model);
  }

  function skip(notice = "") {
    const at = nextOpen(list.rows, list.at, (relation) => !relations.verdict(relation));
    list.go(at < 0 ? list.at + 1 : at);
    [model.error, model.notice] = ["", at < 0 ? `${notice} Every relation here is decided.`.trim() : notice];
  }

  function decide(verdict) {
    model.attempt(() => {
      const { item } = list;
      if (!item) throw new Error("no relation is shown");
      model.decisions.add(relations.about(item), verdict);
      skip(`Saved: ${VERDICTS[verdict]}.`);
    });
  }

  function article(step) {
    const of = list.item?.article;
    let at = list.at;
    while (list.rows[at]?.article === of && list.rows[at]) at += step;
    if (step < 0) while (list.rows[at - 1] && list.rows[at - 1].article === list.rows[at]?.article) at -= 1;
    if (list.rows[at]) go(at);
  }

  const KEYS_HERE = { a: () => decide("accept"), x: () => decide("reject"), j: () => go(list.at + 1), k: () => go(list.at - 1), ArrowRight: () => go(list.at + 1), ArrowLeft: () => go(list.at - 1),
    J: () => article(1), K: () => article(-1), " ": () => { skip(); model.changed(); }, "/": () => list.search.focus() };

  function draw() {
    const place = model.places.relations || (relations.known.has(model.back?.fact_id) && model.back.fact_id);
    if (place) list.find(place);
    delete model.places.relations;
    model.back = null;
    list.draw();
    message.textContent = model.error || model.notice;
    message.classList.toggle("wrong", Boolean(model.error));
    const { item } = list;
    card.querySelector(".card-body").classList.toggle("none", !item);
    if (!item) {
      title.textContent = told.textContent = "No relation meets this search.";
      kicker.textContent = "";
      text.replaceChildren();
      return;
    }
    const about = model.articles[item.article];
    const codes = model.text(about);
    kicker.textContent = [about.publisher, about.date && when({ text: about.date, value: about.date })].filter(Boolean).join(" · ");
    title.textContent = about.title;
    const marks = [["head", item.head], ["tail", item.tail], ["role", item.role], ["time", item.time], ["source", item.source], ["cue", item.cue]].flatMap(([part, place]) =>
      (place && place.end > place.start ? [{ start: place.start, end: place.end, part, tag: part === "cue" ? worded(item) : part }] : []));
    for (let n = 0; n < item.also.length; n += 2) marks.push({ start: item.also[n], end: item.also[n + 1], name: "also" });
    marks.sort((a, b) => a.start - b.start);
    text.replaceChildren(...codes.paragraphs().map(([start, end]) => make("p", { dir: "auto" }, markedText(codes, start, end, marks))));
    told.replaceChildren(...relationTold(item).map(([piece, part]) => (part ? make("span", { className: `is-${part}` }, displayed(piece)) : displayed(piece))));
    const verdict = relations.verdict(item);
    const held = model.decisions.relations.get(item.id);
    badges.replaceChildren(make("span", { className: "sure", title: "the program's confidence" }, `${sure(item)} sure`), verdict ? make("span", { className: `badge v-${verdict}` }, `${VERDICTS[verdict]} · ${displayed(held.reviewer)}`) : "");
    const row = (name, value, part) => make("div", { className: part ? `is-${part}` : "" }, make("dt", {}, name), make("dd", { dir: "auto" }, displayed(value)));
    const words = (part) => (part.name && part.name !== part.text ? `${part.name} (“${part.text}”)` : part.text);
    fields.replaceChildren(...[row("head", words(item.head), "head"), row("relation", worded(item)), row("tail", words(item.tail), "tail"), item.role && row("role", words(item.role), "role"),
      row("phase", item.phase), item.modality !== "asserted" && row("certainty", item.modality), item.said && row("who says", item.source ? words(item.source) : "somebody", "source"), item.time && row("when", when(item.time), "time"),
      item.also.length && row("also in", counted(item.also.length / 2, "other sentence"))].filter(Boolean));
    more.lastChild.replaceChildren(row("types", `${item.head.type}, ${item.tail.type}`), row("rules", item.rules.map((n) => model.data.rules[n]).join(", ") || "—"), row("id", item.id));
    if (item !== shown) lookAt(reader, text.querySelector(".part-head, .part"));
    shown = item;
  }

  const decidedOn = once(model, () => relations.all.filter((relation) => relations.verdict(relation)).length);
  function progress() {
    const decided = decidedOn();
    return { done: decided, of: relations.all.length, text: `relation ${list.item ? list.at + 1 : 0} of ${list.rows.length} · ${decided} of ${relations.all.length} decided` };
  }

  return { draw, list, progress, key: (event) => {
    if (list.key(event)) return true;
    const act = KEYS_HERE[event.key] || KEYS_HERE[event.key.toLowerCase()];
    act?.();
    return Boolean(act);
  } };
} });

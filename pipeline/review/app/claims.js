// A view: facts of several articles that are one claim, the voices side by side, and joins to accept or to cut.

const STATUSES = ["disputed", "updated", "refined", "agreed", "single"];
const MARKERS = ["M0,-5.5 5.5,0 0,5.5 -5.5,0Z", "M-4.6,-4.6H4.6V4.6H-4.6Z", "M0,-5.6 5.4,4.2H-5.4Z", "M0,5.6 5.4,-4.2H-5.4Z", "M-1.8,-5.4H1.8V-1.8H5.4V1.8H1.8V5.4H-1.8V1.8H-5.4V-1.8H-1.8Z"];
const STEP = 13;
const ROUND = "M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z";

class Claims {
  constructor(model, rows) {
    this.model = model;
    this.all = rows.map(([id, status, kind, subject, property, time, voices, articles, confidence, why, values]) => ({
      id, status, kind, subject, property, time, voices, articles, confidence, why,
      values: values.map(([told, facts, n]) => ({ voices: n, told: model.base[told], facts: facts.map((place) => model.base[place]) })) }));
    for (const claim of this.all) {
      claim.anchor = claim.values[0].told;
      claim.joins = claim.values.flatMap(({ facts }) => facts).filter((fact) => fact !== claim.anchor);
      claim.keys = claim.joins.map(({ id }) => onOf({ fact_id: id, other_id: claim.anchor.id }));
    }
    this.all.sort((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || b.voices - a.voices || (a.id < b.id ? -1 : 1));
  }

  // What was decided on the join of a fact with the claim's best one.
  verdict(claim, fact) { return this.model.decisions.joins.get(onOf({ fact_id: fact.id, other_id: claim.anchor.id }))?.verdict || ""; }
  open(claim) { return claim.keys.reduce((sum, key) => sum + !this.model.decisions.joins.has(key), 0); }
  title(claim) { return displayed(claim.subject || claim.property || claim.kind.replaceAll("_", " ")); }

  text(claim) {
    return (claim.search ??= [claim.subject, claim.property, claim.kind.replaceAll("_", " "), claim.status, claim.time, claim.id,
      ...claim.values.flatMap(({ facts }) => facts.map((fact) => this.model.searched(fact)))].filter(Boolean).join("\n").toLowerCase());
  }
}

// Three to six round numbers that span a stretch.
function ticksOf(least, most) {
  const rough = (most - least || Math.abs(most) || 1) / 3;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * size).find((one) => one >= rough);
  const found = [];
  for (let n = Math.floor(least / step); n * step < most + step; n += 1) found.push(Number((n * step).toPrecision(12)));
  return found;
}

// Whether two amounts can stand in one plot: counts always, whatever noun they are told with or without.
function onOneScale(fact, other) {
  const counts = (one) => ["count", "user_count"].includes(one.kind);
  return fact.quantity.unit === other.quantity.unit || (counts(fact) && counts(other));
}

// Where each day stands: to scale, or side by side where marks of days close together would hide one another.
function placesOf(points, from, to) {
  const wide = new Map();
  for (const { day, n } of points) wide.set(day, Math.max(wide.get(day) || 0, n * STEP));
  const days = [...wide.keys()].sort((a, b) => a - b);
  const [first, last] = [days[0], days.at(-1)];
  if (first === last) return { even: false, at: new Map([[first, (from + to - wide.get(first)) / 2]]) };
  const room = to - from - wide.get(last);
  const scaled = new Map(days.map((day) => [day, from + (room * (day - first)) / (last - first)]));
  const hidden = days.some((day, n) => n && scaled.get(day) - scaled.get(days[n - 1]) < wide.get(days[n - 1]) + STEP);
  if (!hidden) return { even: false, at: scaled };
  const gap = Math.max(STEP, (to - from - days.reduce((sum, day) => sum + wide.get(day), 0)) / (days.length - 1));
  const at = new Map();
  let place = from;
  for (const day of days) {
    at.set(day, place);
    place += wide.get(day) + gap;
  }
  return { even: true, at };
}

VIEWS.push({ id: "claims", title: "Claims", when: (model) => model.data.views.claims?.length, mount: (model, root) => {
  const claims = (model.claims = new Claims(model, model.data.views.claims));
  const amount = ({ told }) => displayed(model.wording.bounded(told.quantity, told.kind));
  const measured = (claim) => displayed(model.wording.measured({ property: claim.property && { name: claim.property }, quantity: claim.anchor.quantity }) || "");
  const told = (key, text, keep) => [key, `${text} (${claims.all.filter(keep).length.toLocaleString("en-US")})`];
  const lasting = [told("several", "of several voices", (claim) => claim.voices > 1),
    ...STATUSES.filter((status) => claims.all.some((claim) => claim.status === status)).map((status) => told(status, status, (claim) => claim.status === status))];
  const list = picker(model, {
    name: "claims", one: "claim", title: "Claims that meet the search", items: () => claims.all, text: (claim) => claims.text(claim),
    kept: (claim, chosen) => (chosen === "open" ? claims.open(claim) > 0 : chosen === "several" ? claim.voices > 1 : claim.status === chosen),
    choices: once(model, () => [["", "all claims"], told("open", "with joins to decide", (claim) => claims.open(claim)), ...lasting]),
    row: (claim) => [make("span", { className: "line" }, make("strong", {}, claims.title(claim)), make("span", { className: `badge s-${claim.status}` }, claim.status)),
      make("span", { className: "sub" }, [measured(claim), claim.values.slice(0, 3).map(amount).join(" | ")].filter(Boolean).join(" · "))],
    pick: () => { at = 0; quietly(model); },
  });
  const sheet = make("div", { className: "claim" });
  const detail = make("div", { className: "detail", tabIndex: 0, role: "region", "aria-label": "The claim" }, sheet);
  const message = make("p", { className: "message", role: "status", "aria-live": "polite" });
  const bar = make("div", { className: "actions wide" }, make("div", { className: "verdicts two" }, button("Same claim", { className: "accept", onclick: () => decide("accept") }, "a"), button("Cut off", { className: "reject", onclick: () => decide("cut") }, "x")),
    make("div", { className: "moves" }, button("Back", { onclick: () => go(-1) }, "k"), button("Next", { onclick: () => go(1) }, "j"), button("Skip", { onclick: () => { skip(); model.changed(); } }, "space"), button("Undo", { onclick: () => model.undo() }, "⌫"), button("Read", { onclick: () => read() }, "Enter")));
  root.classList.add("split");
  root.append(list.root, make("div", { className: "told-by" }, detail, message, bar));
  let at = 0;
  let shown = "";

  function go(step) {
    at += step;
    if (at < 0 && list.at > 0) {
      list.go(list.at - 1);
      at = list.item.joins.length - 1;
    } else if (list.item && at >= list.item.joins.length && list.at < list.rows.length - 1) {
      list.go(list.at + 1);
      at = 0;
    }
    at = Math.max(0, Math.min(at, (list.item?.joins.length || 1) - 1));
    quietly(model);
  }

  function claim(step) {
    list.go(list.at + step);
    at = 0;
    quietly(model);
  }

  // On to the next join that nobody has decided on, in this claim or in one behind it.
  function skip(notice = "") {
    const { item } = list;
    if (!item) return;
    const here = item.joins.length ? nextOpen(item.joins, at, (fact) => !claims.verdict(item, fact)) : -1;
    const there = here < 0 ? nextOpen(list.rows, list.at, (other) => claims.open(other) > 0) : -1;
    if (here >= 0) at = here;
    else if (there >= 0) {
      list.go(there);
      at = Math.max(0, list.item.joins.findIndex((fact) => !claims.verdict(list.item, fact)));
    }
    [model.error, model.notice] = ["", here < 0 && there < 0 ? `${notice} Every join here is decided.`.trim() : notice];
  }

  function decide(verdict) {
    model.attempt(() => {
      const { item } = list;
      const fact = item?.joins[at];
      if (!fact) throw new Error("there is no join here");
      model.decisions.add(model.about(fact), verdict, { other_id: item.anchor.id });
      skip(`Saved: ${VERDICTS[verdict === "accept" ? "join" : verdict]}.`);
    });
  }

  function read() {
    const fact = list.item?.joins[at] || list.item?.anchor;
    if (!fact) return;
    model.view = "read";
    model.goTo(fact);
  }

  const KEYS_HERE = { a: () => decide("accept"), x: () => decide("cut"), j: () => go(1), k: () => go(-1), ArrowRight: () => go(1), ArrowLeft: () => go(-1), J: () => claim(1), K: () => claim(-1),
    " ": () => { skip(); model.changed(); }, Enter: read, "/": () => list.search.focus() };

  const dayOf = (fact) => model.article(fact).date || "";
  const dated = (day) => day && when({ text: day, value: day });
  const teller = (fact) => nameOf(fact.attribution?.source) || displayed(model.article(fact).publisher) || "the article itself";

  function voice(item, fact) {
    const about = model.article(fact);
    const codes = model.text(about);
    const present = item.joins[at] === fact;
    const verdict = claims.verdict(item, fact);
    const place = fact.quantity;
    const said = make("q", { dir: "auto" }, markedText(codes, fact.sentence.start, fact.sentence.end, [{ start: place.start, end: place.end, part: "quantity", tag: "quantity" }]));
    const joined = fact === item.anchor ? make("span", { className: "badge s-best" }, "the others are compared with this") : verdict ? make("span", { className: `badge v-${verdict}` }, VERDICTS[verdict === "accept" ? "join" : verdict]) : null;
    return make("li", { className: `voice${present ? " present" : ""}`, "aria-current": present ? "true" : undefined, onclick: fact === item.anchor ? null : () => {
      at = item.joins.indexOf(fact);
      quietly(model);
    } }, make("p", { className: "who" }, make("strong", { dir: "auto" }, displayed(about.publisher) || about.title), make("span", {}, [dated(dayOf(fact)), fact.attribution ? `says ${teller(fact)}` : ""].filter(Boolean).join(" · "))), said, joined ? make("p", {}, joined) : null);
  }

  // A figure that is disputed or changed, by the days it was told: marks by who tells it, bars for bounds.
  function plot(item) {
    const points = item.values.flatMap(({ facts }) => facts).flatMap((fact) => {
      const { value, value_min: low, value_max: high } = fact.quantity;
      const day = Date.parse(dayOf(fact));
      const middle = value ?? (low !== null && high !== null ? (low + high) / 2 : low ?? high);
      return Number.isFinite(day) && middle !== null && onOneScale(fact, item.anchor) ? [{ fact, day, y: middle, low: low ?? null, high: high ?? null }] : [];
    }).sort((a, b) => a.day - b.day);
    if (points.length < 2) return null;
    const [W, H, L, B, T] = [Math.max(280, Math.min(960, detail.clientWidth - 100)), 182, 58, 26, 22];
    const tellers = [...new Set(points.map(({ fact }) => teller(fact)))];
    const shape = (name) => { const n = tellers.indexOf(name); return n === 0 ? ROUND : MARKERS[(n - 1) % MARKERS.length]; };
    const ends = points.flatMap(({ y, low, high }) => [y, low, high]).filter((value) => value !== null);
    let [least, most] = [Math.min(...ends), Math.max(...ends)];
    // Zero belongs to the picture unless the values lie close together far from it.
    if (least > 0 && least < most * 0.6) least = 0;
    const steps = ticksOf(least, most);
    [least, most] = [Math.min(least, steps[0]), Math.max(most, steps.at(-1))];
    // Marks of one day and value stand beside one another.
    const beside = new Map();
    for (const point of points) {
      const key = `${point.day} ${point.y}`;
      point.n = beside.get(key) || 0;
      beside.set(key, point.n + 1);
    }
    const places = placesOf(points, L + 18, W - 30);
    const x = (point) => places.at.get(point.day) + point.n * STEP;
    const y = (value) => T + (H - B - T) * (1 - (value - least) / (most - least));
    const all = [...new Set(points.map(({ fact }) => dayOf(fact)))];
    // Days that are not to scale are all named, as far as there is room.
    const days = places.even && all.length * 110 < W ? all : [...new Set([all[0], all.at(-1)])];
    const marks = points.map((point) => {
      const [cx, cy] = [x(point), y(point.y)];
      const name = `${dated(dayOf(point.fact))}: ${model.wording.amount(point.fact.quantity, point.fact.kind)}, ${teller(point.fact)}`;
      const bound = [];
      if (point.low !== null && point.high !== null && point.low < point.high) bound.push(makeSvg("path", { class: "bound", d: `M${cx - 4},${y(point.high)}h8M${cx},${y(point.high)}V${y(point.low)}M${cx - 4},${y(point.low)}h8` }));
      else if (point.fact.quantity.comparator.startsWith(">")) bound.push(makeSvg("path", { class: "bound", d: `M${cx},${cy}V${cy - 18}m-4,5 4,-5 4,5` }));
      else if (point.fact.quantity.comparator.startsWith("<")) bound.push(makeSvg("path", { class: "bound", d: `M${cx},${cy}V${cy + 18}m-4,-5 4,5 4,-5` }));
      const present = point.fact === (item.joins[at] || item.anchor);
      return [...bound, makeSvg("path", { d: shape(teller(point.fact)), transform: `translate(${cx},${cy})`, class: `mark t-${tellers.indexOf(teller(point.fact)) % 6}${present ? " present" : ""}`,
        onclick: () => { const n = item.joins.indexOf(point.fact); if (n >= 0) at = n; quietly(model); } }, makeSvg("title", {}, displayed(name)))];
    }).flat();
    const unit = item.anchor.quantity.unit || points.find(({ fact }) => fact.quantity.unit)?.fact.quantity.unit;
    const label = `${claims.title(item)}${item.property ? `, ${item.property}` : ""}: ${counted(points.length, "figure")} from ${dayOf(points[0].fact)} to ${dayOf(points.at(-1).fact)}`;
    return make("figure", { className: "plot" }, make("figcaption", {}, `What was told, by day${places.even ? ", not to scale" : ""}${unit ? ` (${model.wording.pluralOf(unit)})` : ""}`),
      makeSvg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": displayed(label) },
        steps.flatMap((value) => [makeSvg("line", { x1: L, x2: W - 8, y1: y(value), y2: y(value), class: "grid" }), makeSvg("text", { x: L - 8, y: y(value) + 4, "text-anchor": "end" }, number(value))]),
        days.map((day) => {
          const at = places.at.get(Date.parse(day));
          const side = at < L + 60 ? "start" : at > W - 70 ? "end" : "middle";
          return makeSvg("text", { x: side === "start" ? L : side === "end" ? W - 8 : at, y: H - 6, "text-anchor": side }, dated(day));
        }), marks),
      make("ul", { className: "key" }, tellers.map((name, n) => make("li", {}, makeSvg("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, makeSvg("path", { d: shape(name), class: `mark t-${n % 6}` })), name))));
  }

  function draw() {
    const undone = model.back?.other_id ? model.back : null;
    const of = undone && claims.all.find(({ anchor, joins }) => anchor.id === undone.other_id && joins.some(({ id }) => id === undone.fact_id));
    const place = model.places.claims || of?.id;
    if (place) list.find(place);
    if (of) at = of.joins.findIndex(({ id }) => id === undone.fact_id);
    delete model.places.claims;
    model.back = null;
    list.draw();
    message.textContent = model.error || model.notice;
    message.classList.toggle("wrong", Boolean(model.error));
    const { item } = list;
    bar.hidden = !item;
    if (!item) {
      sheet.replaceChildren(make("p", { className: "told" }, "No claim meets this search."));
      shown = "";
      return;
    }
    at = Math.max(0, Math.min(at, item.joins.length - 1));
    const summary = [counted(item.voices, "voice"), counted(item.articles, "article"), `${Math.round(item.confidence * 100)} % sure that it is one claim`];
    sheet.replaceChildren(make("header", {}, make("p", { className: "kicker" }, make("span", { className: `badge s-${item.status}` }, item.status), summary.join(" · ")),
      make("h1", { dir: "auto" }, claims.title(item)),
      make("p", { className: "about", dir: "auto" }, [measured(item), item.time && displayed(when({ text: item.time, value: item.time })), item.why.length ? `joined for ${displayed(item.why.map((name) => name.replace(/[:_]/g, " ")).join(", "))}` : ""].filter(Boolean).join(" · "))),
      ...(["disputed", "updated"].includes(item.status) ? [plot(item)] : []).filter(Boolean),
      make("div", { className: "values" }, item.values.map((value, n) => make("section", { className: n ? "value" : "value best", "aria-label": `Value ${n + 1} of ${item.values.length}` },
        make("h2", { dir: "auto" }, amount(value)), make("p", { className: "sub" }, `${counted(value.voices, "voice")}${n ? "" : " · the value that most tell"}`),
        make("ul", {}, value.facts.map((fact) => voice(item, fact)))))));
    const now = `${item.id} ${at}`;
    if (now !== shown) {
      if (!shown.startsWith(item.id)) detail.scrollTop = 0;
      else lookAt(detail, sheet.querySelector(".present"));
    }
    shown = now;
  }

  const joins = claims.all.reduce((sum, { joins: all }) => sum + all.length, 0);
  const decidedOn = once(model, () => joins - claims.all.reduce((sum, claim) => sum + claims.open(claim), 0));
  function progress() {
    const decided = decidedOn();
    return { done: decided, of: joins, text: `claim ${list.item ? list.at + 1 : 0} of ${list.rows.length} · ${decided} of ${counted(joins, "join")} decided` };
  }

  let width = 0;
  new ResizeObserver(() => {
    if (!root.hidden && Math.abs(detail.clientWidth - width) > 1 && width) draw();
    width = detail.clientWidth;
  }).observe(detail);
  return { draw, list, progress, key: (event) => {
    if (list.key(event)) return true;
    const act = KEYS_HERE[event.key] || KEYS_HERE[event.key.toLowerCase()];
    act?.();
    return Boolean(act);
  } };
} });

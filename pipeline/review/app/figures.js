// A view: figures of the facts that meet the filters, as SVG in the page's colours. A click on a bar filters by it.

VIEWS.push({ id: "figures", title: "Figures", mount: (model, root) => {
  const top = (get, most = 12) => {
    const counts = new Map();
    for (const fact of model.queue) for (const value of [get(fact)].flat()) if (value) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);
  };
  const figure = (title, ...inside) => make("figure", {}, make("figcaption", {}, title), ...inside);

  // Bars are buttons: each filters by its value.
  function bars(title, name, values) {
    const most = Math.max(1, ...values.map(([, n]) => n));
    return figure(title, values.length ? make("div", { className: "bars" }, values.map(([value, n]) =>
      make("button", { type: "button", title: `show only ${value}`, onclick: () => model.filter({ [name]: value }) }, make("span", { className: "name", dir: "auto" }, String(value).replaceAll("_", " ")),
        make("span", { className: "track" }, make("span", { className: "fill", style: `width:${(100 * n) / most}%` })), make("span", { className: "n" }, n.toLocaleString("en-US"))))) : make("p", {}, "none"));
  }

  const [W, H, L, B] = [520, 220, 64, 28];
  function plot(title, points, { ticks, labels, dots }) {
    return figure(title, makeSvg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": title },
      ticks.map(([y, text]) => [makeSvg("line", { x1: L, x2: W - 8, y1: y, y2: y, class: "grid" }), makeSvg("text", { x: L - 6, y: y + 4, "text-anchor": "end" }, text)]).flat(),
      labels.map(([x, text, anchor = "middle"]) => makeSvg("text", { x, y: H - 6, "text-anchor": anchor }, text)), points, dots));
  }

  // What a subject's property was over time, where three days or more are told.
  function overTime() {
    const groups = new Map();
    for (const fact of model.queue) {
      const { subject, property, quantity, time, attribution } = fact;
      const day = /^\d{4}/.test(time?.value || "") ? time.value.slice(0, 10) : model.article(fact).date;
      if (!subject || quantity.value === null || !day || quantity.change && quantity.role !== "final") continue;
      const what = nameOf(property) || quantity.unit || fact.kind;
      const key = JSON.stringify([nameOf(subject), what, quantity.unit]);
      if (!groups.has(key)) groups.set(key, []);
      const at = Date.parse(day.length === 4 ? `${day}-07-01` : day);
      if (Number.isFinite(at)) groups.get(key).push({ at, value: quantity.value, fact, day, by: nameOf(attribution?.source) });
    }
    const told = [...groups].map(([key, points]) => [JSON.parse(key), points.sort((a, b) => a.at - b.at)])
      .filter(([, points]) => new Set(points.map(({ at }) => at)).size >= 3).sort((a, b) => b[1].length - a[1].length).slice(0, 4);
    return told.map(([[subject, what, unit], points]) => {
      const [first, last] = [points[0].at, points.at(-1).at];
      const values = points.map(({ value }) => value);
      const [low, high] = [Math.min(0, ...values), Math.max(...values) || 1];
      const x = (at) => L + 8 + ((W - L - 24) * (at - first)) / (last - first);
      const y = (value) => 12 + (H - B - 20) * (1 - (value - low) / (high - low));
      const ticks = [low, (low + high) / 2, high].map((value) => [y(value), number(Number(value.toPrecision(3)))]);
      return plot(`${subject}: ${what}${unit && unit !== what ? ` (${unit})` : ""}`, makeSvg("polyline", { class: "line", points: points.map((p) => `${x(p.at)},${y(p.value)}`).join(" ") }),
        { ticks, labels: [[L + 8, points[0].day, "start"], [W - 8, points.at(-1).day, "end"]], dots: points.map((p) => makeSvg("circle", { cx: x(p.at), cy: y(p.value), r: 5, class: "dot",
          onclick: () => { model.view = "read"; model.goTo(p.fact); } }, makeSvg("title", {}, `${p.day}: ${model.wording.amount(p.fact.quantity, p.fact.kind)}${p.by ? `, says ${p.by}` : ""}`))) });
    });
  }

  // How many of the facts decided on were accepted, by the confidence they were given.
  function reliability() {
    const bins = new Map();
    for (const fact of model.base) {
      const verdict = model.held.get(fact.id)?.verdict;
      if (!verdict) continue;
      const bin = Math.min(9, Math.floor(fact.confidence * 10));
      const held = bins.get(bin) || { n: 0, right: 0, sum: 0 };
      bins.set(bin, { n: held.n + 1, right: held.right + (verdict === "accept"), sum: held.sum + fact.confidence });
    }
    if (!bins.size) return figure("Does confidence hold?", make("p", {}, "Decide on facts to see it."));
    const [x, y] = [(v) => L + 8 + (W - L - 24) * v, (v) => 12 + (H - B - 20) * (1 - v)];
    return plot("Does confidence hold? Share accepted by confidence", makeSvg("line", { x1: x(0), y1: y(0), x2: x(1), y2: y(1), class: "even" }),
      { ticks: [0, 0.5, 1].map((v) => [y(v), `${v * 100} %`]), labels: [0, 0.5, 1].map((v) => [x(v), `${v * 100} %`]),
        dots: [...bins].map(([bin, { n, right, sum }]) => makeSvg("circle", { cx: x(sum / n), cy: y(right / n), r: 4 + Math.min(8, Math.sqrt(n)), class: "dot",
          onclick: () => model.filter({ confidence: `${bin / 10}-${(bin + 1) / 10}` }) }, makeSvg("title", {}, `${right} of ${n} accepted`))) });
  }

  let drawn = null;
  return { draw() {
    if (drawn === model.queue && drawn.decided === model.decisions.lines.length) return;
    drawn = model.queue;
    drawn.decided = model.decisions.lines.length;
    const of = (name) => (fact) => FACETS[name](fact, model.article(fact));
    const days = top(of("day"), 400).sort((a, b) => (a[0] < b[0] ? 1 : -1)).slice(0, 12);
    root.replaceChildren(make("p", { className: "figures-of" }, `${counted(model.queue.length, "fact")} that meet the filters. Click a bar to filter by it.`),
      make("div", { className: "grid-figures" }, bars("Kind", "kind", top(of("kind"))), bars("Whose", "subject", top(of("subject"))), bars("Of what", "property", top(of("property"))),
        bars("Who says", "source", top(of("source"))), bars("Publisher", "publisher", top(of("publisher"))), bars("Day, the latest first", "day", days), ...overTime(), reliability()));
  } };
} });

// The right: the present fact in plain words, its fields, a note, and the buttons of decisions, which never move.

function cardView(model, root, spans, form) {
  const told = make("p", { className: "told", dir: "auto" });
  const badges = make("p", { className: "badges" });
  const fields = make("dl", { className: "parts" });
  const more = make("details", { className: "why" }, make("summary", {}, "Why, and how it is written down"), make("dl", { className: "parts small" }));
  const note = make("textarea", { rows: 2, "aria-label": "Note on this fact", placeholder: "A note on this fact" });
  const message = make("p", { className: "message", role: "status", "aria-live": "polite" });
  const body = make("div", { className: "card-body", tabIndex: 0, role: "group", "aria-label": "The fact" }, told, badges, fields, note, more, form.root);
  const act = (name) => () => root.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: name }));
  const actions = make("div", { className: "actions" },
    make("div", { className: "verdicts" }, button("Accept", { className: "accept", onclick: act("accept") }, "a"),
      button("Reject", { className: "reject", onclick: act("reject") }, "x"), button("Mend", { className: "correct", onclick: act("edit") }, "e")),
    make("div", { className: "moves" }, button("Back", { onclick: act("previous") }, "k"), button("Next", { onclick: act("next") }, "j"),
      button("Skip", { onclick: act("skip") }, "space"), button("Undo", { onclick: act("undo") }, "⌫"), button("Missed fact", { onclick: act("missed") }, "m")));
  root.append(body, message, actions);
  note.addEventListener("change", () => { if (model.fact && note.value.trim() !== (model.decisions.notes.get(model.fact.id)?.note || "")) model.note(note.value); });

  const row = (name, value, part) => make("div", { className: part ? `is-${part}` : "" }, make("dt", {}, name), make("dd", { dir: "auto" }, value));

  function draw() {
    message.textContent = model.error || model.notice;
    message.classList.toggle("wrong", Boolean(model.error));
    const fact = model.present;
    body.classList.toggle("none", !fact);
    if (!fact) {
      told.textContent = "No fact meets these filters.";
      for (const part of [badges, fields, more.lastChild]) part.replaceChildren();
      return;
    }
    told.replaceChildren(...model.wording.told(fact).map(([text, part]) =>
      (part ? make("span", { className: `is-${part}` }, displayed(text)) : displayed(text))));
    const verdict = model.verdict(model.fact);
    const held = model.held.get(fact.id);
    const other = held ? model.others.get(fact.id) : null;
    const badge = (kind, text) => make("span", { className: `badge v-${kind}` }, text);
    badges.replaceChildren(...[fact.added ? null : make("span", { className: "sure", title: "the program's confidence" }, `${sure(fact)} sure`),
      verdict ? badge(verdict, `${VERDICTS[verdict]}${held ? ` · ${displayed(held.reviewer)}` : ""}`) : null,
      other ? badge(other.verdict, `${VERDICTS[other.verdict]} · ${displayed(other.reviewer)}`) : null].filter(Boolean));
    const { quantity, subject, property, attribution, time } = fact;
    const source = attribution?.source;
    const words = (part) => (part?.text && nameOf(part) !== displayed(part.text) ? `${nameOf(part)} (“${displayed(part.text)}”)` : nameOf(part));
    fields.replaceChildren(...[row("quantity", displayed(model.wording.amount(quantity, fact.kind)), "quantity"),
      subject && row("whose", words(subject), "subject"), property && row("of what", words(property), "property"),
      attribution && row("who says", source ? words(source) : "somebody", "source"),
      time && row("when", `${displayed(when(time))}${when(time) === time.text ? "" : ` (“${displayed(time.text)}”)`}`, "time"),
      row("kind", fact.kind.replaceAll("_", " ")), fact.modality === "asserted" ? null : row("certainty", fact.modality)].filter(Boolean));
    const corrected = (made, by) => Object.entries(made?.corrected || {}).map(([path, value]) =>
      row(`mended${by} ${path}`, value === null ? "—" : displayed(String(value))));
    more.lastChild.replaceChildren(row("canonical", displayed(quantity.normalized)), ...corrected(held, ""),
      ...(other ? corrected(other, ` by ${displayed(other.reviewer)}`) : []), row("rules", displayed(fact.rules.join(", ") || "—")), row("id", fact.id));
    if (document.activeElement !== note) note.value = displayed(model.decisions.notes.get(fact.id)?.note || "");
  }

  return { draw, note, body };
}

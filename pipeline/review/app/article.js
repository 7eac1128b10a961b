// The middle: the article as one reads it. Every fact's quantity has a quiet underline; the parts of the present fact are
// tinted, the innermost filled, what lies around it underlined. Only paragraphs whose marks changed are drawn anew.

function articleView(model, root, spans) {
  const kicker = make("p", { className: "kicker", dir: "auto" });
  const title = make("h1", { dir: "auto" });
  const about = make("p", { className: "about", dir: "auto" });
  const complete = button("Mark as complete", { className: "quiet", onclick: () => model.complete(),
    title: "every fact of this article is here or was added: recall is counted on such articles" }, "c");
  const text = make("div", { className: "text" });
  const sheet = make("div", { className: "sheet" }, make("header", {}, kicker, title, about), text, make("footer", {}, complete));
  root.append(sheet);
  let shown = null;
  let paragraphs = [];
  let factShown = null;
  let cutShown = false;

  function begin(article) {
    shown = article;
    const codes = model.text(article);
    paragraphs = codes.paragraphs().map(([start, end]) => ({ start, end, key: null, node: make("p", { dir: "auto" }) }));
    text.replaceChildren(...paragraphs.map(({ node }) => node));
    kicker.textContent = [article.publisher, article.date && when({ text: article.date, value: article.date })].filter(Boolean).join(" · ");
    title.textContent = article.title;
    // Only what a browser opens as a page becomes a link.
    const address = /^https?:\/\//.test(article.url || "")
      ? make("a", { href: article.url, target: "_blank", rel: "noopener noreferrer", textContent: article.url }) : article.path;
    about.replaceChildren(address || "");
    root.scrollTop = 0;
  }

  function marks(article, fact) {
    const found = (model.byArticle.get(model.articles.indexOf(article)) || []).map((other) => {
      const { start, end } = model.now(other).quantity;
      return { start, end, fact: other, verdict: model.verdict(other) };
    }).filter((mark) => article.whole || mark.fact === fact);
    found.push({ start: fact.sentence.start, end: fact.sentence.end, sentence: true });
    const draft = spans.draft();
    for (const mark of marksOf(model.now(fact))) if (!draft || draft.part !== mark.part || draft.adding) found.push(mark);
    if (draft) found.push({ start: draft.start, end: draft.end, draft: draft.part });
    if (draft && ["subject", "source"].includes(draft.part)) {
      for (const entity of article.entities) {
        for (let n = 0; n < entity[3].length; n += 2) found.push({ start: entity[3][n], end: entity[3][n + 1], entity });
      }
    }
    return found;
  }

  function piece(codes, { start, end, marks: covering }) {
    const node = document.createTextNode(codes.slice(start, end));
    spans.places.set(node, start);
    const parts = covering.filter((mark) => mark.part);
    const other = covering.find((mark) => mark.fact);
    const draft = covering.find((mark) => mark.draft);
    const entity = covering.find((mark) => mark.entity);
    if (!covering.length) return node;
    const classes = [covering.some((mark) => mark.sentence) && "in-sentence", other && `fact ${other.verdict && `v-${other.verdict}`}`,
      parts.length && `part part-${parts[0].part}`, draft && "draft", entity && "mention"].filter(Boolean);
    const element = make("span", { className: classes.join(" ") }, node);
    if (parts.length) {
      element.title = parts.map((mark) => mark.part).join(", ");
      const tags = parts.filter((mark) => mark.start === start).map((mark) => mark.part);
      if (tags.length) element.dataset.tag = tags.join(" · ");
      if (parts.length > 1) {
        // The first shadow lies on top: a line of paper parts each colour from the fill and from the next.
        element.style.boxShadow = parts.slice(1).map((mark, n) =>
          `0 ${4 * n + 2}px var(--paper), 0 ${4 * n + 4}px var(--${mark.part}-line)`).join(", ");
      }
    }
    if (draft && draft.start === start) element.dataset.tag = draft.draft;
    if (entity) element.onclick = () => spans.pick(entity.start, entity.end, entity.entity);
    else if (other) element.onclick = () => { if (getSelection().isCollapsed) model.goTo(other.fact); };
    return element;
  }

  function draw() {
    const { fact } = model;
    root.classList.toggle("empty", !fact);
    if (!fact) {
      title.textContent = "No fact meets these filters.";
      kicker.textContent = about.textContent = "";
      text.replaceChildren();
      shown = factShown = null;
      return;
    }
    const article = model.article(fact);
    if (article !== shown) begin(article);
    const done = model.decisions.complete.has(article.id);
    complete.firstChild.textContent = done ? "Complete" : "Mark as complete";
    complete.classList.toggle("on", done);
    complete.parentElement.hidden = !article.whole;
    const codes = model.text(article);
    const all = marks(article, fact).sort((a, b) => a.start - b.start);
    const { start: from, end: to } = fact.sentence;
    for (const paragraph of paragraphs) {
      let { start, end } = paragraph;
      const outside = model.sentenceOnly && (end <= from || start >= to);
      if (model.sentenceOnly && !outside) [start, end] = [Math.max(start, from), Math.min(end, to)];
      // A headline that opens the text as well is read once.
      const headline = paragraph === paragraphs[0] && codes.slice(start, end).trim() === article.title.trim();
      if (headline && paragraphs.length > 1 && !all.some((mark) => mark.start < end)) paragraph.node.classList.add("again");
      else paragraph.node.classList.remove("again");
      const pieces = outside ? [] : cut(start, end, all);
      const key = outside ? "" : pieces.map((one) => `${one.start}:${one.marks.map((mark) =>
        mark.part || mark.draft || (mark.fact ? `f${mark.verdict}${mark.fact.id}` : mark.entity ? "m" : "s"))}`).join("|") || "-";
      if (key === paragraph.key) continue;
      paragraph.key = key;
      paragraph.node.hidden = outside;
      paragraph.node.replaceChildren(...pieces.map((one) => piece(codes, one)));
    }
    if (fact !== factShown || cutShown !== model.sentenceOnly) look();
    [factShown, cutShown] = [fact, model.sentenceOnly];
  }

  // Brings the present fact into sight, unless it stands well within it.
  function look() {
    const mark = text.querySelector(".draft") || text.querySelector(".part-quantity");
    if (!mark) return;
    const [box, view] = [mark.getBoundingClientRect(), root.getBoundingClientRect()];
    const margin = Math.min(80, view.height / 4);
    if (box.top < view.top + margin || box.bottom > view.bottom - margin) {
      root.scrollTop += box.top - view.top - view.height * 0.35;
    }
  }

  return { draw, look, text };
}

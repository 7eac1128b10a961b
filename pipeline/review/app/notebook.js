// In a notebook: the data come from the kernel at each view of the widget, and each decision goes to it and is written there.

const PATIENCE = 5000;

class KernelStore {
  constructor(data, send) {
    this.first = data.decisions;
    this.place = data.place;
    this.reviewer = data.reviewer;
    this.send = send;
    this.made = [];
  }

  kept() { return this.made; }

  keep(decisions) {
    for (const decision of decisions) {
      this.made.push(decision);
      this.send({ action: "keep", decision }, ({ line, error }) => {
        const place = this.made.indexOf(decision);
        // As the kernel has written it, by its own clock; what was not written does not hold.
        this.made.splice(place, 1, ...(line ? [line] : []));
        this.model.decisions.read();
        this.model.gather();
        this.model.refill();
        if (error) [this.model.error, this.model.notice] = [error, ""];
        this.model.changed();
      });
    }
  }

  begin(model) {
    this.model = model;
    model.view = "claims";
  }
}

function render({ model, el }) {
  const box = make("div", { className: "claims in-notebook", tabIndex: -1, "data-lm-suppress-shortcuts": "true" },
    make("p", { className: "told" }, "The claims are read …"));
  const view = Math.random().toString(36).slice(2);
  const waiting = new Map();
  let app = null;
  el.append(box);
  // The notebook's colours, where it says which it has; else the system's.
  const { jpThemeLight: light, vscodeThemeKind: kind } = document.body.dataset;
  if (light || kind) box.style.colorScheme = light === "false" || /dark|black/.test(kind || "") ? "dark" : "light";

  function send(message, answered) {
    const number = `${view}-${waiting.size}-${Date.now()}`;
    model.send({ ...message, number });
    const timer = setTimeout(() => {
      const said = `No answer from the kernel: ${message.action === "keep" ? "the last decision may not be saved" : "there is nothing to show"}. Is the kernel running?`;
      if (app) [app.error, app.notice] = [said, ""];
      if (app) app.changed();
      else box.replaceChildren(make("p", { className: "told" }, said));
    }, PATIENCE);
    waiting.set(number, { answered, timer });
  }

  // Every view of the widget hears every answer.
  function hear({ number, ...answer }) {
    if (!waiting.has(number)) return;
    clearTimeout(waiting.get(number).timer);
    waiting.get(number).answered(answer);
    waiting.delete(number);
  }

  model.on("msg:custom", hear);
  send({ action: "begin" }, ({ data }) => {
    const found = JSON.parse(data);
    box.replaceChildren();
    if (!found.views.claims.length) return box.append(make("p", { className: "told" }, "No claim is told by two facts of this run."));
    app = mount(box, found, new KernelStore(found, send));
    box.addEventListener("keydown", (event) => event.stopPropagation());
    box.dataset.ready = "true";
  });
  return () => {
    model.off("msg:custom", hear);
    for (const { timer } of waiting.values()) clearTimeout(timer);
  };
}

export default { render };

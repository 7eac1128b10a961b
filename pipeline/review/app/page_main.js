// The page: decisions are kept in the browser at every key, and the address leads back to the view.

const DATA = JSON.parse(document.getElementById("data").textContent);

class PageStore extends BrowserStore {
  get name() { return BrowserStore.get("claims:reviewer"); }
  set name(name) { localStorage.setItem("claims:reviewer", name); }

  begin(model) {
    model.restore(location.hash);
    window.addEventListener("hashchange", () => {
      if (location.hash === model.address()) return;
      model.restore(location.hash);
      model.changed();
    });
    window.addEventListener("storage", () => {
      model.decisions.read();
      model.gather();
      model.refill();
      model.changed();
    });
  }

  // The address is set when a moment has passed: browsers allow but so many changes in a second.
  changed(model) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      try { history.replaceState(null, "", model.address()); } catch { /* a browser that forbids it for files */ }
    }, 150);
  }
}

const root = document.getElementById("claims");
const model = mount(root, DATA, new PageStore(DATA));
root.focus({ preventScroll: true });
document.documentElement.dataset.ready = "true";
performance.mark("ready");
// For tests and for those who know their browser's console.
window.claims = model;

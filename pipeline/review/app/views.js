// The tabs beside the article. To add one: push {id, title, mount} from a file of its own, name that file in SCRIPTS of
// page.py, and put its data into EXTRA there; it comes as ``model.data.views[id]``. ``mount(model, root)`` gives an object
// whose ``draw()`` is called after each change while the tab is open. A view without ``when(model)`` is always there.

const VIEWS = [];

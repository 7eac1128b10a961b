// An article's text by code points. Offsets of facts count code points; JavaScript's strings count an emoji as two.

class Text {
  constructor(text, base = 0) {
    this.text = text;
    this.base = base;
    this.starts = null;
    if (/[\ud800-\udbff]/.test(text)) {
      this.starts = [];
      let unit = 0;
      for (const character of text) {
        this.starts.push(unit);
        unit += character.length;
      }
      this.starts.push(unit);
    }
    this.end = base + (this.starts ? this.starts.length - 1 : text.length);
  }

  // The place in the string of a code point's offset.
  unit(offset) {
    const at = Math.max(0, Math.min(offset, this.end) - this.base);
    return this.starts ? this.starts[at] : at;
  }

  // The code point's offset of a place in the string.
  offset(unit) {
    if (!this.starts) return this.base + unit;
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return this.base + low;
  }

  slice(start, end) { return this.text.slice(this.unit(start), this.unit(end)); }

  // Its paragraphs as [start, end) without the line breaks between them.
  paragraphs() {
    const found = [];
    for (const match of this.text.matchAll(/[^\n]+/g)) {
      if (match[0].trim()) found.push([this.offset(match.index), this.offset(match.index + match[0].length)]);
    }
    return found;
  }

  // The words of a stretch, by which a span is drawn with the keyboard: words, numbers, signs.
  words(start, end) {
    const from = this.unit(start);
    return [...this.text.slice(from, this.unit(end)).matchAll(WORD)].map((match) =>
      [this.offset(from + match.index), this.offset(from + match.index + match[0].length)]);
  }
}

const WORD = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|\p{N}+(?:[.,]\p{N}+)*\p{L}*|[^\s\p{L}\p{N}]/gu;

// A stretch cut wherever a mark begins or ends: HTML elements nest and spans need not. Each piece has the marks that
// cover it, the innermost first. Marks that are empty or outside are left out.
function cut(from, to, marks) {
  const inside = marks.filter((mark) => Math.max(mark.start, from) < Math.min(mark.end, to));
  const bounds = new Set([from, to]);
  for (const mark of inside) bounds.add(Math.max(mark.start, from)).add(Math.min(mark.end, to));
  const edges = [...bounds].sort((a, b) => a - b);
  const waiting = inside.sort((a, b) => a.start - b.start);
  const pieces = [];
  let active = [];
  let next = 0;
  for (let n = 0; n + 1 < edges.length; n += 1) {
    const [start, end] = [edges[n], edges[n + 1]];
    active = active.filter((mark) => mark.end > start);
    while (next < waiting.length && waiting[next].start <= start) active.push(waiting[next++]);
    const covering = [...active].sort((a, b) => (a.end - a.start) - (b.end - b.start));
    pieces.push({ start, end, marks: covering });
  }
  return pieces;
}

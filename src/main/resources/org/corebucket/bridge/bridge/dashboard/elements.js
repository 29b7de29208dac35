// Elements of the page. Whatever comes from outside becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element of an id, which the page has. */
export const byId = (id) => document.getElementById(id);

/** A new HTML element with attributes and children; children that are no elements become text. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** A new SVG element. */
export function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets an element's text, and leaves alone what already says so: a screen reader would say it again. */
export function say(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** Sets a badge's text and its tone: good, warn, bad or none. */
export function badge(target, tone, text) {
  if (target.dataset.tone !== tone) {
    target.dataset.tone = tone;
  }
  say(target, text);
}

/** Makes a list show these items, each {key, node}, and touches only what is new or gone. */
export function list(target, items) {
  const kept = new Map([...target.children].map((child) => [child.dataset.key, child]));
  const nodes = items.map(({ key, node }) => {
    const old = kept.get(key);
    if (old) {
      return old;
    }
    const made = node();
    made.dataset.key = key;
    return made;
  });
  const same = nodes.length === target.children.length && nodes.every((node, i) => node === target.children[i]);
  if (!same) {
    target.replaceChildren(...nodes);
  }
}

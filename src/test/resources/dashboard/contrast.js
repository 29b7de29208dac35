// Texts whose contrast with what lies behind them is below 4.5:1 (WCAG 2.2, 1.4.3); disabled controls are exempt.
const channels = (color) => color.match(/[\d.]+/g).map(Number);
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const ratio = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const ground = (node) => {
  for (let at = node; at; at = at.parentElement) {
    const [r, g, b, alpha = 1] = channels(getComputedStyle(at).backgroundColor);
    if (alpha === 1) {
      return [r, g, b];
    }
  }
  return [255, 255, 255];
};
const found = [];
for (const node of document.querySelectorAll("body *")) {
  const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  if (!own || !node.checkVisibility({ visibilityProperty: true }) || node.matches(":disabled, noscript, noscript *")) {
    continue;
  }
  const style = getComputedStyle(node);
  const text = channels(node instanceof SVGElement ? style.fill : style.color);
  const is = ratio(text, ground(node));
  if (is < 4.5) {
    found.push(`${node.tagName} ${node.className?.baseVal ?? node.className} "${node.textContent.trim().slice(0, 30)}" ${is.toFixed(2)}`);
  }
}
return found;

// Runs before the page does: what moves, and how often the page gets to paint.
window.observed = { shift: 0, moved: [], frames: 0 };
new PerformanceObserver((all) => {
  for (const entry of all.getEntries()) {
    if (!entry.hadRecentInput) {
      observed.shift += entry.value;
      observed.moved.push(...entry.sources.map(({ node }) => node?.id || node?.className || node?.nodeName));
    }
  }
}).observe({ type: "layout-shift", buffered: true });
const frame = () => {
  observed.frames++;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);

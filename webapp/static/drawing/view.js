/* What of a drawing is in view. */

const palettes = () => (document.querySelector(".djs-palette")?.offsetWidth ?? 0) + 36;

/* The whole drawing, none of it under the palette, and not larger than life. */
export function showAll(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!inner.width) return;
  const palette = palettes();
  const scale = Math.min((outer.width - palette - 20) / inner.width, (outer.height - 40) / inner.height, 1);
  canvas.viewbox({
    x: inner.x - palette / scale, y: inner.y - 20 / scale,
    width: outer.width / scale, height: outer.height / scale,
  });
}

/* Below this its words cannot be read, as on a phone that shows a drawing whole; then one goes nearer. */
const [READABLE, NEAR] = [0.4, 0.7];

/* Brings a part into view; who sees it already keeps the view that he has made for himself. */
export function reveal(modeler, element) {
  const canvas = modeler.get("canvas");
  if (canvas.zoom() < READABLE) canvas.zoom(NEAR);
  const { clientWidth, clientHeight } = canvas.getContainer();
  const box = canvas.getAbsoluteBBox(element);
  const seen = (from, size, room) => (size < room ? from >= 0 && from + size <= room : from < room && from + size > 0);
  const palette = palettes();
  if (seen(box.x - palette, box.width, clientWidth - palette) && seen(box.y, box.height, clientHeight)) return;
  canvas.scrollToElement(element);
}

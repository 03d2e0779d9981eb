// Pictures come from the server as SVG. Only shapes, words and their places are taken over:
// an element or attribute that is not on these lists is left out.

const SHAPES = new Set(["svg", "g", "title", "desc", "rect", "circle", "path", "line", "text",
  "tspan", "polyline", "pattern", "defs"]);
const SAID = /^(viewBox|width|height|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|d|points|fill|fill-opacity|stroke|stroke-width|stroke-dasharray|opacity|text-anchor|font-size|font-weight|transform|class|id|role|tabindex|aria-[a-z]+|data-[a-z]+|patternUnits|dominant-baseline)$/;
const SVG = "http://www.w3.org/2000/svg";

/**
 * A picture to put into the page; an empty text gives nothing.
 * @param {string} source
 * @returns {SVGElement | null}
 */
export function picture(source) {
  if (!source) return null;
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return null;
  return /** @type {SVGElement} */ (taken(parsed));
}

/** @param {Element} from @returns {Element} */
function taken(from) {
  const node = document.createElementNS(SVG, from.nodeName);
  for (const { name, value } of from.attributes) {
    if (SAID.test(name) && !/url\(\s*['"]?(?!#)/i.test(value)) node.setAttribute(name, value);
  }
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) node.append(child.textContent || "");
    else if (child instanceof Element && SHAPES.has(child.nodeName)) node.append(taken(child));
  }
  return node;
}

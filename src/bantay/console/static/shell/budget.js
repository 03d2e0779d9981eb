// How long somebody has looked at people's words and pictures today. The count is the
// person's own: it rests in this browser, is sent to nobody, and nobody is ever hurried.

import { h, button, fill } from "../lib/dom.js";
import { panel } from "../lib/dialog.js";
import { kept, keep } from "../lib/kept.js";
import { t, number } from "../lib/i18n.js";

const FULL = 120; // minutes a day until the gentle word; each person sets their own
const today = () => new Date().toLocaleDateString("en-CA");

/** @returns {{day: string, seconds: number, kinds: Record<string, number>}} */
function read() {
  const found = kept("exposure", { day: today(), seconds: 0, kinds: {} });
  return found.day === today() ? found : { day: today(), seconds: 0, kinds: {} };
}

/** @type {string | null} */
let open = null;
/** @type {Set<() => void>} */
const hearing = new Set();

/** Words or pictures of a kind are in view from now on; null: nothing is. @param {string | null} kind */
export function looking(kind) {
  open = kind;
}

setInterval(() => {
  if (!open || document.hidden || !document.hasFocus()) return;
  const now = read();
  now.seconds += 5;
  now.kinds[open] = (now.kinds[open] || 0) + 5;
  keep("exposure", now);
  for (const tell of hearing) tell();
}, 5000);

const limit = () => kept("exposure-limit", FULL);

/** The small gauge in the head of the page. */
export function gauge() {
  const bar = h("span", { class: "gauge-bar", "aria-hidden": "true" }, [1, 2, 3, 4, 5].map(() => h("i")));
  const told = h("span");
  const node = h("button", { type: "button", class: "button quiet gauge", onclick: opened }, t("My budget"), bar, told);
  const draw = () => {
    const minutes = Math.floor(read().seconds / 60);
    const full = Math.min(5, Math.ceil((minutes / limit()) * 5));
    [...bar.children].forEach((one, at) => one.classList.toggle("on", at < full));
    told.textContent = t("{n} min", { n: number(minutes) });
    node.classList.toggle("spent", minutes >= limit());
  };
  hearing.clear();
  hearing.add(draw);
  draw();
  return node;
}

function opened() {
  const now = read();
  const rows = Object.entries(now.kinds).map(([kind, seconds]) =>
    h("li", null, `${t(kind)}: ${t("{n} min", { n: number(Math.round(seconds / 60)) })}`));
  const input = /** @type {HTMLInputElement} */ (h("input", { type: "number", min: 10, max: 600, value: limit(), id: "my-limit" }));
  const done = h("p", { role: "status" });
  panel(t("My budget"), [
    h("p", null, t("Minutes in which people's words or pictures were in view today. Only you can see this: it stays in this browser.")),
    rows.length ? h("ul", null, rows) : h("p", { class: "soft" }, t("Nothing yet today.")),
    h("label", { class: "field", for: "my-limit" }, h("span", null, t("Minutes a day that feel right to me")), input),
    h("div", { class: "row" }, button(t("Keep"), () => {
      keep("exposure-limit", Math.max(10, Number(input.value) || FULL));
      fill(done, t("Kept."));
      for (const tell of hearing) tell();
    })), done,
    h("p", { class: "soft" }, t("When it is full, stop where you are and hand the case over with one key. There is no target for speed here, and no view of this for anybody else.")),
  ]);
}

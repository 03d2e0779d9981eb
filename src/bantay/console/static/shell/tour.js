// A walk through the demo in eight steps, ending with what was missed. Skippable at any step,
// all of it by keyboard, and it moves nothing by itself but the page.

import { h, button, fill } from "../lib/dom.js";
import { get } from "../lib/api.js";
import { N, t, tn } from "../lib/i18n.js";
import { bind, unbind } from "./keys.js";

const STEPS = [
  { to: "queue", title: N("What waits"), text: N("The most urgent stands first, with the reason in one line. j and k move, o opens. What is new is announced and never pushes rows about.") },
  { to: "queue", title: N("Six planes"), text: N("Letters say which planes speak: messages, pictures, profiles, groups, money, logins. Exploitation is in the join: the gravest alarms need two.") },
  { to: "case", title: N("Why"), text: N("A sum of evidence in decibans that adds up to the last digit. Each bar opens its quotes. A pale bar is a draft: not measured yet.") },
  { to: "case", title: N("The exact words"), text: N("What counts is lit in the original, with colour and underline; a chip names what was undone to read it. Media stay closed.") },
  { to: "case", title: N("Time, ties, money, places"), text: N("Choose a bar or a mark and the quotes follow. Each picture has its table. A hatched stretch had no data: it is not calm.") },
  { to: "case", title: N("People first"), text: N("Possible victims have a card of their own and a shield; nobody is a verdict. The card asks what is known of act, means and purpose.") },
  { to: "case", title: N("You decide"), text: N("Take the case in hand with l, choose quotes, say why. For ten minutes you can take it back. Everything, and every look, is in the ledger.") },
  { to: "", title: N("What was missed"), text: N("This world is invented, so its truth is known. This is what was not seen, and who was named and should not have been.") },
];

/** @param {(where: string) => void} go @param {number} [from] the step it begins with */
export function tour(go, from = 0) {
  document.querySelector(".tour")?.remove();
  let at = 0;
  const body = h("div", { class: "stack" });
  const node = h("section", { class: "tour", role: "region", "aria-label": t("Guided tour"), tabindex: "-1" }, body);
  const end = () => {
    unbind("tour");
    node.remove();
    document.getElementById("main")?.focus();
  };
  /** @param {number} n */
  async function step(n) {
    at = Math.max(0, Math.min(STEPS.length - 1, n));
    const one = STEPS[at];
    const place = location.hash.replace(/^#\/?/, "").split("/")[0];
    if (one.to === "case" && place !== "case") {
      const first = await firstCase();
      if (first) go(`case/${encodeURIComponent(first)}`);
    } else if (one.to === "queue" && place !== "queue") go("queue");
    const last = at === STEPS.length - 1;
    fill(body, h("div", { class: "row between" }, h("h2", null, t(one.title)), h("span", { class: "soft number" }, `${at + 1} / ${STEPS.length}`)),
      h("p", null, t(one.text)), last && (await missed()),
      h("div", { class: "row between" }, button(t("End the tour"), end, { kind: "quiet", key: "Alt+E" }),
        h("span", { class: "row" }, at > 0 && button(t("Back"), () => step(at - 1), { key: "Alt+P" }), last ? null : button(t("Next"), () => step(at + 1), { kind: "primary", key: "Alt+N" }))));
    node.focus();
  }
  bind("tour", [
    { id: "tour.next", key: "Alt+n", fixed: true, label: t("Tour: next"), run: () => step(at + 1) },
    { id: "tour.before", key: "Alt+p", fixed: true, label: t("Tour: back"), run: () => step(at - 1) },
    { id: "tour.end", key: "Alt+e", fixed: true, label: t("End the tour"), run: end },
  ]);
  document.body.append(node);
  step(from);
}

async function firstCase() {
  const rows = await get("/v1/cases", { limit: 50 }).catch(() => []);
  const richest = rows.filter((/** @type {any} */ row) => row.planes.includes("money") && row.planes.length > 1);
  return (richest[0] || rows[0])?.case;
}

async function missed() {
  const found = await get("/v1/demo/missed").catch(() => null);
  if (!found) return h("p", { class: "soft" }, t("This store is not the demo's: nobody knows what was missed here. That is how it is in life."));
  return h("div", { class: "stack missed" },
    h("p", null, t("Seen {n} of {all}; missed:", { n: found.seen, all: found.all })),
    h("ul", { lang: "en" }, found.missed.map((/** @type {any} */ one) => h("li", null, h("b", null, one.subject), " ", one.scenario, one.because ? h("span", { class: "soft" }, ": ", one.because) : ""))),
    found.wronged.length > 0 && h("p", null, tn("{n} ordinary person was named and should not have been:", "{n} ordinary people were named and should not have been:", found.wronged.length)),
    h("ul", { lang: "en" }, found.wronged.map((/** @type {any} */ one) => h("li", null, h("b", null, one.subject), " ", one.scenario))));
}

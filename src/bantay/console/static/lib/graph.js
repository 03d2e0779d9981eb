// A graph drawn by the server, with groups that open and close, the way back, and its twin as a
// table; and what pictures share: spots that act by keyboard too.

import { h, button, fill, table } from "./dom.js";
import { moment, number, t, tn } from "./i18n.js";
import { picture } from "./picture.js";

/** @typedef {{opened: string[], before: string[][], after: string[][]}} State */

/** @returns {State} */
export const closed = () => ({ opened: [], before: [], after: [] });

/** The same as a table. @param {any} found @param {number} times the column of times */
export function twin(found, times) {
  const rows = found.rows.slice(0, 300).map((/** @type {string[]} */ row) => row.map((cell, n) => (n === times && cell ? moment(cell) : n === 3 && times === 0 && /^\d{4}-/.test(cell) ? moment(cell) : cell)));
  return h("details", { class: "twin" }, h("summary", null, t("As a table"), " ", h("span", { class: "soft" }, tn("{n} row", "{n} rows", found.rows.length))),
    table(t("As a table"), found.heads.map((/** @type {string} */ head) => t(head)), rows));
}

/** Spots act on click, Enter and Space. @param {SVGElement} drawn @param {(spot: SVGElement) => void} run */
export function reachable(drawn, run) {
  for (const spot of /** @type {NodeListOf<SVGElement>} */ (drawn.querySelectorAll(".spot"))) {
    const act = () => {
      drawn.querySelector(".chosen")?.classList.remove("chosen");
      spot.classList.add("chosen");
      run(spot);
    };
    spot.addEventListener("click", act);
    spot.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }
}

/** A graph that opens and closes its groups, with undo, and its twin as a table.
 * @param {HTMLElement} room @param {any} found @param {State} state @param {() => void} draw
 * @param {(what: {event?: string, node: string}) => void} chosen */
export function graph(room, found, state, draw, chosen) {
  const drawn = picture(found.svg);
  const groups = new Map(found.groups.map((/** @type {any} */ group) => [group.id, group]));
  const to = (/** @type {string[]} */ opened) => {
    state.before.push(state.opened);
    state.after = [];
    state.opened = opened;
    draw();
  };
  const back = (/** @type {"before" | "after"} */ from, /** @type {"before" | "after"} */ onto) => {
    const opened = state[from].pop();
    if (!opened) return;
    state[onto].push(state.opened);
    state.opened = opened;
    draw();
  };
  if (drawn) reachable(drawn, (spot) => {
    const group = groups.get(spot.dataset.node || "");
    if (group && !group.open) to([...state.opened, group.id]);
    else chosen({ node: spot.dataset.node || "", event: (found.rows.find((/** @type {string[]} */ row) => row[0] === spot.dataset.node || row[2] === spot.dataset.node) || [])[4]?.replaceAll(" ", "") });
  });
  fill(room, h("div", { class: "row between" },
    h("span", { class: "soft", role: "status" }, t("{n} of {all} ends shown", { n: number(found.shown), all: number(found.whole) }), found.told && ` · ${t("{n} ties not drawn", { n: found.told })}`),
    h("span", { class: "row" },
      button(t("Undo"), () => back("before", "after"), { kind: "small", disabled: !state.before.length }),
      button(t("Redo"), () => back("after", "before"), { kind: "small", disabled: !state.after.length }),
      button(t("Close all groups"), () => to([]), { kind: "small", disabled: !state.opened.length }))),
  drawn ? h("div", { class: "picture" }, drawn) : h("p", { class: "empty" }, t("The evidence ties nobody to anybody.")),
  legend(),
  found.groups.length > 0 && h("ul", { class: "groups" }, found.groups.map((/** @type {any} */ group) => h("li", { class: "row" },
    h("span", { lang: "en" }, group.label, group.ties.length ? ` (${group.ties.map((/** @type {any} */ tie) => `${tie[0]} ${number(tie[1])}`).join(", ")})` : ""),
    group.open ? button(t("Close"), () => to(state.opened.filter((/** @type {string} */ id) => id !== group.id)), { kind: "small" })
      : button(t("Open the group"), () => to([...state.opened, group.id]), { kind: "small" })))),
  found.rows.length > 0 && twin(found, -1));
}

function legend() {
  return h("div", { class: "legend" },
    [["●", t("account")], ["◉", t("possible victim")], ["◆", t("card, bank account or wallet")], ["■", t("device, group or other thing")], ["⬭", t("a group that opens")], ["—", t("money")], ["┄", t("other ties")]]
      .map(([sign, label]) => h("span", { class: "nowrap" }, h("span", { "aria-hidden": "true" }, sign), " ", label)));
}

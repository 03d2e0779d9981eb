// The pictures of a case, each with its twin as a table: time, ties, money, places, people.

import { h, button, fill, table } from "../../lib/dom.js";
import { get, post, part } from "../../lib/api.js";
import { N, t, tn } from "../../lib/i18n.js";
import { PARTS, named } from "../../lib/words.js";
import { picture } from "../../lib/picture.js";
import { ask, field } from "../../lib/dialog.js";
import { closed, graph, reachable, twin } from "../../lib/graph.js";
import { fault } from "../../shell/says.js";

const TABS = [
  ["timeline", N("Timeline")], ["graph", N("Graph")], ["money", N("Money")], ["map", N("Map")], ["people", N("People")],
];

/** @param {import("./case.js").Desk} desk */
export function tabs(desk) {
  let at = Math.max(0, TABS.findIndex(([id]) => id === sessionStorage.getItem("bantay.tab")));
  const room = h("div", { class: "tab-room", role: "tabpanel", id: "tab-room", tabindex: "0" });
  const list = h("div", { class: "row tabs", role: "tablist", "aria-label": t("Pictures"), onkeydown: (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      show((at + step + TABS.length) % TABS.length, true);
    }
  } });
  const state = closed();

  /** @param {number} n @param {boolean} [focus] */
  async function show(n, focus) {
    at = n;
    sessionStorage.setItem("bantay.tab", TABS[at][0]);
    fill(list, TABS.map(([id, label], k) => h("button", { type: "button", role: "tab", class: "button small", id: `tab-${id}`, "aria-selected": k === at ? "true" : "false",
      "aria-controls": "tab-room", tabindex: k === at ? "0" : "-1", onclick: () => show(k) }, t(label))));
    room.setAttribute("aria-labelledby", `tab-${TABS[at][0]}`);
    if (focus) /** @type {HTMLElement} */ (list.children[at]).focus();
    await draw();
  }

  async function draw() {
    room.setAttribute("aria-busy", "true");
    await drawn();
    room.setAttribute("aria-busy", "false");
  }

  async function drawn() {
    const [id] = TABS[at];
    if (id === "people") return people(desk, room);
    const width = Math.max(360, Math.min(1000, Math.round((room.clientWidth || 520) / 20) * 20));
    try {
      const found = await get(`/v1/cases/${part(desk.id)}/pictures/${id}`, { width, opened: id === "graph" ? state.opened.join(",") : "" });
      if (TABS[at][0] !== id) return;
      if (id === "graph") graph(room, found, state, draw, ({ event }) => desk.select({ event }));
      else plain(desk, room, id, found);
    } catch (error) {
      fault(error);
    }
  }
  requestAnimationFrame(() => show(at));
  const node = h("section", { class: "sheet pictures", "aria-label": t("Pictures") }, h("header", null, list), room);
  return { node, next: () => show((at + 1) % TABS.length, true) };
}

/** @type {Record<string, string>} */
const NOTHING = {
  timeline: N("No events of the evidence are kept any more."), money: N("The evidence names no payments."),
  map: N("The evidence names no place."), graph: N("The evidence ties nobody to anybody."),
};

/** @param {import("./case.js").Desk} desk @param {HTMLElement} room @param {string} id @param {any} found */
function plain(desk, room, id, found) {
  const drawn = picture(found.svg);
  if (drawn) reachable(drawn, (spot) => {
    if (spot.dataset.since) desk.select({ since: spot.dataset.since.replace("+00:00", "Z"), until: spot.dataset.until?.replace("+00:00", "Z") });
  });
  fill(room, drawn ? h("div", { class: "picture" }, drawn) : h("p", { class: "empty" }, t(NOTHING[id])),
    id === "timeline" && drawn && h("p", { class: "soft" }, t("Times in UTC. A hatched stretch had no data at all: it is not calm. Choose a bar to see its quotes.")),
    id === "money" && found.told && h("p", { class: "soft" }, t("{n} more in other currencies", { n: found.told })),
    found.rows.length > 0 && twin(found, id === "timeline" ? 0 : -1));
}

/** People of a table at first: a case may name ten thousand. */
const MOST = 200;

/** Everybody in the case, the possible victims first and on a card of their own.
 * @param {import("./case.js").Desk} desk @param {HTMLElement} room */
function people(desk, room) {
  const page = desk.view.page;
  const victims = page.people.filter((/** @type {any} */ one) => one.role === "possible_victim");
  const others = page.people.filter((/** @type {any} */ one) => one.role !== "possible_victim");
  const rows = (/** @type {any[]} */ some) => some.map((one) => [
    h("span", { class: "mono" }, one.subject.id), named(PARTS, one.role),
    one.also.map((/** @type {string} */ part) => named(PARTS, part)).join(", ") || "–", one.named.join(", ") || "–", String(one.alarms.length),
    button(t("Say otherwise"), () => part_(desk, one), { kind: "small quiet" })]);
  const heads = [t("account"), t("part"), t("also named as"), t("the alarms' words"), t("alarms"), t("actions")];
  /** @param {string} label @param {any[]} all @param {{shown?: boolean}} [more] */
  const some = (label, all, more) => {
    const list = h("div");
    const draw = (/** @type {number} */ most) => fill(list, table(label, heads, rows(all.slice(0, most)), { ...more, numbers: [4] }),
      all.length > most && button(tn("{n} more", "{n} more", all.length - most), () => draw(most * 10), { kind: "small" }));
    draw(MOST);
    return list;
  };
  fill(room,
    victims.length > 0 && h("div", { class: "victims" }, h("h3", null, t("Possible victims: to be protected, whatever else they are named as")), some(t("Possible victims"), victims)),
    some(t("Others in the case"), others, { shown: true }),
    page.things.length > 0 && table(t("Things"), [t("thing"), t("kind"), t("the alarms' words"), t("alarms")], page.things.map((/** @type {any} */ one) =>
      [h("span", { class: "mono" }, one.subject.id), one.subject.kind, one.named.join(", "), String(one.alarms.length)]), { shown: true, numbers: [3] }));
}

/** @param {import("./case.js").Desk} desk @param {any} one */
async function part_(desk, one) {
  const given = await ask(t("What part has {who}?", { who: one.subject.id }), t("Your word stands over what alarms say."), t("Keep"), [
    field(t("part"), h("select", { name: "part" }, Object.entries(PARTS).map(([id, name]) => h("option", { value: id, selected: id === one.role }, t(name))))),
    field(t("Because"), h("textarea", { name: "note", required: true }))]);
  if (!given) return;
  try {
    await post(`/v1/cases/${part(desk.id)}/role`, { subject: one.subject, part: given.part, note: given.note });
    await desk.again();
  } catch (error) {
    fault(error);
  }
}

// The closed lists of the engine, named so that catalogues hold them.

import { N, t, tn, number } from "./i18n.js";
import { h } from "./dom.js";

/** @type {Record<string, string>} */
export const HYPOTHESES = {
  contact_evasion: N("possible contact evasion"), minor_at_risk: N("possible minor at risk"),
  controlled_performer: N("possible performer under another's control"), controller: N("possible controller of others"),
  broker: N("possible broker of people"), broker_ring: N("possible ring of brokers"),
  recruitment_pyramid: N("possible recruitment pyramid"), fabricated_identity: N("possible fabricated identity"),
  extortion: N("possible extortion"), abuse_payer: N("possible abuse payer"), proceeds_mover: N("possible mover of proceeds"),
  return_after_block: N("possible return after a block"), scam: N("possible scam"),
};
/** @type {Record<string, [string, string]>} */
export const PLANES = {
  messages: ["M", N("messages")], media: ["P", N("pictures")], profiles: ["I", N("profiles")],
  groups: ["G", N("groups")], money: ["$", N("money")], access: ["A", N("logins and devices")],
};
/** @type {Record<string, string>} */
export const STEPS = { watch: N("watch"), nudge: N("nudge"), friction: N("friction"), hold: N("hold"), refer: N("refer") };
/** @type {Record<string, string>} */
export const PARTS = {
  possible_victim: N("possible victim"), possible_controller: N("possible controller"), payer: N("possible payer"),
  broker: N("possible broker"), concerned: N("concerned"), bystander: N("bystander"),
};
/** @type {Record<string, string>} */
export const STATUS = {
  open: N("open"), not_enough: N("not enough to decide"), second_look: N("waits for a second look"),
  third_look: N("waits for a third look"), decided: N("decided"), quiet: N("gone quiet"), merged: N("joined to another"),
};
/** @type {Record<string, string>} */
export const OUTCOMES = {
  exploitation: N("possible exploitation"), scam: N("possible scam, no exploitation"), other: N("neither of these"),
  not_enough: N("not enough to decide"),
};

/** @param {Record<string, string>} list @param {string | null | undefined} id */
export const named = (list, id) => (id ? t(list[id] || id.replaceAll("_", " ")) : "–");

/** The planes that speak, each at its own place, the silent ones as dots. @param {string[]} planes */
export function planes(planes) {
  return h("span", { class: "planes" },
    h("span", { class: "unseen" }, planes.map((one) => t(PLANES[one]?.[1] || one)).join(", ")),
    Object.entries(PLANES).map(([id, [letter, name]]) =>
      h("i", { class: planes.includes(id) ? "on" : null, "aria-hidden": "true", title: t(name) }, planes.includes(id) ? letter : "·")));
}

/** The clock that presses most, in words. @param {any[]} clocks @param {string} opened */
export function clock(clocks, opened) {
  const now = Date.now();
  const dues = clocks.filter((one) => one.due).sort((a, b) => a.due.localeCompare(b.due));
  if (dues.length) {
    const left = (Date.parse(dues[0].due) - now) / 1000;
    return { late: left < 0, left, told: left < 0 ? t("late {span}", { span: span(left) }) : t("in {span}", { span: span(left) }), because: CLOCKS[dues[0].name] };
  }
  const since = clocks[0]?.since || opened;
  return { late: false, left: Infinity, told: span((now - Date.parse(since)) / 1000), because: CLOCKS.since_detection };
}

/** @type {Record<string, string>} */
const CLOCKS = {
  since_detection: N("since it was seen"), report_due: N("until a report is due"),
  reminder: N("until the reminder"), second_look: N("until the second look"),
};
export const clockName = (/** @type {string} */ text) => t(text);

/** Short: `9 d`, `3 h`, `12 min`. @param {number} seconds */
function span(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes >= 2880) return t("{n} d", { n: number(Math.round(minutes / 1440)) });
  if (minutes >= 120) return t("{n} h", { n: number(Math.round(minutes / 60)) });
  return t("{n} min", { n: number(minutes) });
}

/** @param {number} n */
export const alarms = (n) => tn("{n} alarm", "{n} alarms", n);
/** @param {number} n */
export const people = (n) => tn("{n} account", "{n} accounts", n);

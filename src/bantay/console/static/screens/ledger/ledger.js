// Screen 8. What is recorded: who looked, decided and changed; whether the chain holds; who
// has an account; what went wrong.

import { h, button, fill, table } from "../../lib/dom.js";
import { get, post } from "../../lib/api.js";
import { ask, field, panel } from "../../lib/dialog.js";
import { N, moment, number, t, tn } from "../../lib/i18n.js";
import { shown } from "../../shell/keys.js";
import { fault, say } from "../../shell/says.js";

/** @type {Record<string, string>} */
const ROLES = { moderator: N("moderator"), analyst: N("analyst"), financial_analyst: N("financial analyst"), lead: N("lead"), auditor: N("auditor"), admin: N("admin") };

/** @returns {import("../../shell/app.js").Screen} */
export default function ledger() {
  return {
    async open(context) {
      const may = (/** @type {string} */ right) => context.me.rights.includes(right);
      const node = h("div", { class: "stack" },
        h("div", { class: "screen-head" }, h("h1", null, t("Ledger")), h("span", { class: "soft" }, t("append-only; each line holds the hash of the one before"))));
      if (may("audit.read")) node.append(await chain(context));
      if (may("orders.read")) node.append(await orders(context));
      if (may("quarantine.read")) node.append(await faults());
      if (may("people.read")) node.append(await people(may("people.manage")));
      return node;
    },
  };
}

/** What a line is about, in words rather than JSON; of a long list the first, and how many more.
 * @param {string} what */
function plain(what) {
  try {
    return Object.entries(JSON.parse(what)).filter(([, value]) => value !== null && value !== "").map(([name, value]) =>
      `${name.replaceAll("_", " ")} ${Array.isArray(value) ? `${value.slice(0, 3).join(", ")}${value.length > 3 ? ` +${value.length - 3}` : ""}` : typeof value === "object" ? JSON.stringify(value) : value}`).join(" · ");
  } catch {
    return what;
  }
}

/** @param {import("../../shell/app.js").Context} context */
async function chain(context) {
  const verdict = h("span", { role: "status" });
  const room = h("div");
  const words = /** @type {HTMLInputElement} */ (h("input", { type: "search", "aria-label": t("Look for a name, an act or a thing"), placeholder: t("Look for a name, an act or a thing"), oninput: () => draw() }));
  const looks = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", onchange: () => draw() }));
  const found = await get("/v1/audit", { limit: 1000 });

  function draw(most = 100) {
    const text = words.value.toLowerCase();
    const rows = found.rows.filter((/** @type {any} */ row) => (!text || `${row.who} ${row.act} ${row.what}`.toLowerCase().includes(text)) && (!looks.checked || /look|read|open/.test(row.act)));
    fill(room, table(t("The audit chain"), [t("number"), t("time"), t("who"), t("act"), t("what"), t("hash")], rows.slice(0, most).map((/** @type {any} */ row) =>
      [number(row.n), h("span", { class: "nowrap" }, moment(row.time)), row.who, h("span", { lang: "en" }, row.act), h("span", { class: "what-cell", lang: "en", dir: "auto", title: row.what }, plain(row.what)), h("code", { title: row.hash }, row.hash.slice(0, 10))]), { numbers: [0] }),
      rows.length > most && button(tn("{n} more", "{n} more", rows.length - most), () => draw(rows.length), { kind: "small" }));
  }
  async function verify() {
    try {
      const said = await get("/v1/audit/verification");
      fill(verdict, h("span", { class: `chip ${said.holds ? "good" : "bad"}` }, said.holds ? t("The chain holds: {n} links", { n: number(said.length) }) : t("The chain is broken at link {n}", { n: number(said.broken_at) })));
    } catch (error) {
      fault(error);
    }
  }
  context.keys([
    { id: "ledger.verify", key: "v", label: t("Verify the chain"), run: verify },
    { id: "ledger.find", key: "/", label: t("Look for a name, an act or a thing"), run: () => words.focus() },
  ]);
  draw();
  return h("section", { class: "sheet" },
    h("header", null, h("h2", null, t("Audit and access log")), h("span", { class: "row" }, verdict, button(t("Verify the chain"), verify, { key: shown("ledger.verify"), kind: "primary" }))),
    h("div", { class: "row" }, words, h("label", { class: "row" }, looks, t("looks only")), h("span", { class: "soft" }, tn("{n} line", "{n} lines", found.length))), room);
}

/** @param {import("../../shell/app.js").Context} context */
async function orders(context) {
  const room = h("section", { class: "sheet" });
  async function draw() {
    const found = await get("/v1/orders", { limit: 200 });
    const dead = found.orders.filter((/** @type {any} */ one) => one.status === "dead");
    const again = async () => {
      try {
        await post("/v1/orders/again", { orders: dead.map((/** @type {any} */ one) => one.order.order) });
        say(t("They are tried again."));
        await draw();
      } catch (error) {
        fault(error);
      }
    };
    fill(room, h("header", null, h("h2", null, t("Hand-overs")), h("span", { class: "row" },
      h("span", { class: `chip ${found.dead ? "bad" : "good"}` }, found.dead ? tn("{n} hand-over failed", "{n} hand-overs failed", found.dead) : t("all delivered")),
      found.dead > 0 && context.me.rights.includes("orders.again") && button(t("Try again"), again))),
    found.orders.length ? table(t("Hand-overs"), [t("order"), t("what"), t("to"), t("state"), t("tries"), t("said")], found.orders.map((/** @type {any} */ one) =>
      [h("code", null, one.order.order.slice(0, 14)), one.order.kind, `${one.order.target.kind} ${one.order.target.id}`, h("span", { class: one.status === "dead" ? "chip bad" : "chip" }, one.status), String(one.attempts), one.said || "–"]), { numbers: [4] })
      : h("p", { class: "soft" }, t("Nothing was handed to anybody: no capability is set up, everything is in shadow.")));
  }
  await draw();
  return room;
}

async function faults() {
  const found = await get("/v1/quarantine", { limit: 100 });
  return h("section", { class: "sheet" }, h("header", null, h("h2", null, t("Health")), h("span", { class: "soft" }, tn("{n} line was no event", "{n} lines were no events", found.rows.length))),
    found.faults.length ? table(t("Faults"), [t("kind"), t("where"), t("reason"), t("times"), t("last")], found.faults.map((/** @type {any} */ one) =>
      [one.kind, one.where, h("span", { lang: "en" }, one.reason), number(one.count), moment(one.last)]), { numbers: [3], shown: true }) : h("p", { class: "soft" }, t("No faults.")),
    found.rows.length > 0 && h("details", null, h("summary", null, t("Lines that were no events")), table(t("Lines that were no events"), [t("file"), t("line"), t("field"), t("reason")], found.rows.map((/** @type {any} */ one) =>
      [one.file, number(one.line), one.field || "–", h("span", { lang: "en" }, one.reason)]), { numbers: [1] })));
}

/** @param {boolean} manages */
async function people(manages) {
  const room = h("section", { class: "sheet" });
  async function draw() {
    const found = await get("/v1/people");
    fill(room, h("header", null, h("h2", null, t("People and roles")), manages && button(t("Invite"), () => invite(draw))),
      table(t("People and roles"), [t("name"), t("role"), t("state"), t("second factor"), t("only for")], found.people.map((/** @type {any} */ one) =>
        [one.name, t(ROLES[one.role] || one.role), one.status, one.second_factor ? t("yes") : t("no"), (one.covers || []).join(", ") || t("everything their role may")])));
  }
  await draw();
  return room;
}

/** @param {() => Promise<void>} draw */
async function invite(draw) {
  const given = await ask(t("Invite"), t("They get a token, shown once, with which they set their account up."), t("Invite"), [
    field(t("Name"), h("input", { name: "name", required: true, minlength: 2, autocomplete: "off" })),
    field(t("role"), h("select", { name: "role" }, Object.entries(ROLES).map(([id, name]) => h("option", { value: id }, t(name)))))]);
  if (!given) return;
  try {
    const made = await post("/v1/people", { name: given.name, role: given.role });
    panel(t("The token, shown this once"), [h("p", null, made.name), h("code", { class: "token" }, made.token)]);
    await draw();
  } catch (error) {
    fault(error);
  }
}

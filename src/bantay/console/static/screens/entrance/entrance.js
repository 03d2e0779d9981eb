// Signing in: nobody is anybody until the server says so.

import { h, fill } from "../../lib/dom.js";
import { get, post, armed } from "../../lib/api.js";
import { field } from "../../lib/dialog.js";
import { LANGUAGES, speak, spoken, t } from "../../lib/i18n.js";

/** @param {() => void} entered @returns {HTMLElement} */
export function entrance(entered) {
  const invited = new URLSearchParams(location.hash.slice(1));
  if (invited.has("enter")) return byLink(entered, invited);
  return location.pathname === "/setup" && invited.get("token") ? setup(entered, invited) : signIn(entered);
}

/** The demo's link: what stands behind # stays in this browser, and is taken out of its address.
 * @param {() => void} entered @param {URLSearchParams} given @returns {HTMLElement} */
function byLink(entered, given) {
  const first = given.get("case") || "";
  history.replaceState(null, "", first ? `/#/case/${encodeURIComponent(first)}` : "/#/queue");
  sessionStorage.setItem("bantay.tour", first ? "2" : "0");
  const said = h("p", { role: "alert", class: "wrong" });
  post("/v1/session", { name: given.get("name"), password: given.get("secret") }).then(entered)
    .catch((error) => fill(said, error instanceof Error ? error.message : String(error)));
  return h("main", { class: "entrance", id: "main" }, h("div", { class: "sheet stack" }, h("h1", null, "BANTAY"), h("p", { role: "status" }, t("Loading …")), said));
}

/** A button to sign in with an organisation's own account, where there is a provider.
 * @param {HTMLElement} said @param {{ name?: string, token?: string }} invitation @returns {HTMLElement} */
function elsewhere(said, invitation) {
  const place = h("div", { class: "stack" });
  async function go() {
    try {
      location.assign((await post("/v1/provider", invitation)).url);
    } catch (error) {
      fill(said, error instanceof Error ? error.message : String(error));
    }
  }
  get("/v1/provider").then((offer) => {
    if (offer.host) fill(place, h("button", { type: "button", class: "button", onclick: go }, t("Sign in at {host}", { host: offer.host })));
  }).catch(() => {});
  return place;
}

/** What a way back from a provider says, where it did not end in a session. @returns {string} */
function turnedBack() {
  const found = new URLSearchParams(location.hash.slice(1));
  if (!found.has("signin")) return "";
  history.replaceState(null, "", "/");
  if (found.get("signin") === "unknown") return t("You were signed in there, and nobody gave you an account here. Ask for an invitation.");
  if (found.get("signin") === "late") return t("That took too long, or began in another browser. Try again.");
  return t("The other side did not prove who you are: {why}", { why: found.get("why") || "?" });
}

/** Somebody who was invited: a password, and a second factor. @param {() => void} entered @param {URLSearchParams} invited @returns {HTMLElement} */
function setup(entered, invited) {
  const [name, token] = [invited.get("name") || "", invited.get("token") || ""];
  const said = h("p", { role: "alert", class: "wrong" });
  const factor = h("div", { class: "stack" });
  const secret = /** @type {HTMLInputElement} */ (h("input", { name: "password", type: "password", required: true, minlength: 12, autocomplete: "new-password" }));
  const code = /** @type {HTMLInputElement} */ (h("input", { name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 10 }));
  post("/v1/setup/factor", { name, token }).then((made) => fill(factor,
    h("p", null, t("Put this into an authenticator, then type the code it shows:")), h("code", { class: "token" }, made.secret)))
    .catch((error) => fill(said, error instanceof Error ? error.message : String(error)));

  async function finish(/** @type {Event} */ event) {
    event.preventDefault();
    fill(said);
    try {
      const me = await post("/v1/setup", { name, token, password: secret.value, code: code.value || null });
      armed(me.csrf);
      history.replaceState(null, "", "/#/queue");
      fill(form, h("h1", null, t("You are in, {name}", { name })), h("p", null, t("Keep these recovery codes somewhere safe; each is good once, and they are not shown again:")),
        h("code", { class: "token" }, me.recovery.join("\n")), h("div", { class: "row end" }, h("button", { type: "button", class: "button primary", onclick: entered }, t("Go on"))));
    } catch (error) {
      fill(said, error instanceof Error ? error.message : String(error));
    }
  }
  const form = h("form", { class: "sheet stack", onsubmit: finish }, h("h1", null, t("Welcome, {name}", { name })),
    field(t("A password of your own"), secret, t("At least twelve characters; a few words are good.")), factor,
    field(t("Code of the second factor"), code), said, elsewhere(said, { name, token }),
    h("div", { class: "row end" }, h("button", { class: "button primary", type: "submit" }, t("Set up"))));
  return h("main", { class: "entrance", id: "main" }, form);
}

/** @param {() => void} entered @returns {HTMLElement} */
function signIn(entered) {
  const said = h("p", { role: "alert", class: "wrong" }, turnedBack());
  const who = /** @type {HTMLInputElement} */ (h("input", { name: "name", required: true, autocomplete: "username", autofocus: true }));
  const secret = /** @type {HTMLInputElement} */ (h("input", { name: "password", type: "password", required: true, autocomplete: "current-password" }));
  const code = /** @type {HTMLInputElement} */ (h("input", { name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 10 }));
  const languages = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": t("Language of the screen"),
    onchange: async () => { await speak(languages.value); entered(); } },
    Object.entries(LANGUAGES).map(([tag, name]) => h("option", { value: tag, lang: tag, selected: tag === spoken() }, name))));

  async function enter(/** @type {Event} */ event) {
    event.preventDefault();
    fill(said);
    try {
      const session = await post("/v1/session", { name: who.value, password: secret.value, code: code.value || null });
      armed(session.csrf || "");
      entered();
    } catch (error) {
      fill(said, error instanceof Error ? error.message : String(error));
      secret.focus();
    }
  }

  return h("main", { class: "entrance", id: "main" },
    h("form", { class: "sheet stack", onsubmit: enter },
      h("h1", null, "BANTAY"),
      h("p", { class: "soft" }, t("Everything here is possible, nothing is a verdict. Every look is recorded.")),
      field(t("Name"), who), field(t("Password"), secret),
      field(t("Code of the second factor"), code, t("From your authenticator; leave it empty if you have none yet.")),
      said, elsewhere(said, {}),
      h("div", { class: "row between" }, languages, h("button", { class: "button primary", type: "submit" }, t("Sign in")))));
}

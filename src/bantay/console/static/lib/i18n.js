// Words of the screen. English stands in the source; other languages come from gettext
// catalogues that the server hands out as JSON.

import { kept, keep } from "./kept.js";

/** Languages of the screen, each by its own name. */
export const LANGUAGES = { en: "English", fil: "Filipino", "zh-Hans": "简体中文", "zh-Hant": "繁體中文" };

/** @type {Record<string, string[]>} */
let words = {};
let language = "en";
/** @type {(n: number) => number} */
let form = (n) => (n === 1 ? 0 : 1);

/** The plural form of a count, in the order of the catalogue. @type {Record<string, (n: number) => number>} */
const FORMS = {
  en: (n) => (n === 1 ? 0 : 1),
  pseudo: (n) => (n === 1 ? 0 : 1),
  fil: (n) => ([4, 6, 9].includes(n % 10) ? 1 : 0),
  "zh-Hans": () => 0,
  "zh-Hant": () => 0,
};

/** The language in use. */
export const spoken = () => language;

/** Which language a person wants: chosen before, or the browser's, or English. */
export function wanted() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked && (asked in LANGUAGES || asked === "pseudo")) return asked;
  const chosen = kept("language", "");
  if (chosen in LANGUAGES) return chosen;
  for (const tag of navigator.languages || []) {
    if (/^zh(-|$)/i.test(tag)) return /hant|tw|hk|mo/i.test(tag) ? "zh-Hant" : "zh-Hans";
    if (/^(fil|tl)(-|$)/i.test(tag)) return "fil";
    if (/^en(-|$)/i.test(tag)) return "en";
  }
  return "en";
}

/** Load a language's words and use them from now on. @param {string} tag */
export async function speak(tag) {
  words = {};
  if (tag !== "en" && tag !== "pseudo") {
    const answer = await fetch(new URL(`../locale/${tag}.json`, import.meta.url));
    words = answer.ok ? await answer.json() : {};
  }
  language = tag;
  form = FORMS[tag];
  document.documentElement.lang = tag === "pseudo" ? "en" : tag;
  if (tag !== "pseudo") keep("language", tag);
}

/** Text in the screen's language. `{name}` is replaced by `values.name`.
 * @param {string} text @param {Record<string, string | number>} [values] */
export function t(text, values) {
  return set(words[text]?.[0] || text, values);
}

/** The same with a count: `{n}` is the number as people write it.
 * @param {string} one @param {string} many @param {number} n @param {Record<string, string | number>} [values] */
export function tn(one, many, n, values) {
  const found = words[one];
  const text = found?.[Math.min(form(n), found.length - 1)] || (n === 1 ? one : many);
  return set(text, { n: number(n), ...values });
}

/** A text that is looked up later, by `t`: named here so that catalogues hold it. @param {string} text */
export const N = (text) => text;

/** @param {string} text @param {Record<string, string | number>} [values] */
function set(text, values) {
  const put = language === "pseudo" ? stretched(text) : text;
  return values ? put.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)) : put;
}

const ACCENTS = "áƀćđéƒǵĥíĵķĺḿńóṕʠŕśťúṽẃẋýź";

/** English made 40 % longer and strange, to find what a longer language would break. @param {string} text */
function stretched(text) {
  const strange = text.replace(/\{\w+\}|[a-z]/g, (part) =>
    part.length > 1 ? part : ACCENTS[part.charCodeAt(0) - 97]);
  return `⟦${strange}${" ·".repeat(Math.ceil(text.length / 5))}⟧`;
}

const locale = () => (language === "pseudo" ? "en" : language);

/** @param {number} n @param {Intl.NumberFormatOptions} [how] */
export function number(n, how) {
  return new Intl.NumberFormat(locale(), how).format(n);
}

/** A moment, date and minute, in the reader's own zone. @param {string} iso */
export function moment(iso) {
  return iso ? new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso)) : "–";
}

/** A date alone. @param {string} iso */
export function day(iso) {
  return iso ? new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(new Date(iso)) : "–";
}

/** `3 d 4 h`, `2 h 05 m`, `12 m`: how long, in two steps at most. @param {number} seconds */
export function span(seconds) {
  const minutes = Math.max(0, Math.round(Math.abs(seconds) / 60));
  const [d, hours, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (d) return t("{d} d {h} h", { d: number(d), h: hours });
  if (hours) return t("{h} h {m} min", { h: hours, m: String(m).padStart(2, "0") });
  return t("{m} min", { m });
}

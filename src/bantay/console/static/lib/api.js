// Talking to the server that this page came from, and to no other.

import { t } from "./i18n.js";

/** What a server's refusal says, as RFC 9457 has it. */
export class Refusal extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super([body?.title, body?.detail].filter(Boolean).join(": ") || t("The server answered {status}.", { status }));
    this.status = status;
    this.errors = body?.errors || [];
  }
}

let csrf = "";
/** @param {string} token */
export function armed(token) {
  csrf = token;
}

/** Called when nobody is signed in any more. @type {() => void} */
let turnedAway = () => {};
/** @param {() => void} run */
export function whenTurnedAway(run) {
  turnedAway = run;
}

/** @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] @returns {Promise<any>} */
async function call(method, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "GET" ? {} : { "x-csrf-token": csrf }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new Error(t("The server cannot be reached. What you typed is still here; try again."));
  }
  const text = await answer.text();
  const said = text && /json/.test(answer.headers.get("content-type") || "") ? JSON.parse(text) : text;
  if (answer.status === 401 && !path.endsWith("/session")) turnedAway();
  if (!answer.ok) throw new Refusal(answer.status, said);
  return said;
}

/** @param {string} path @param {Record<string, string | number | boolean | null | undefined>} [query] */
export function get(path, query) {
  const found = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const more = new URLSearchParams(found.map(([key, value]) => [key, String(value)])).toString();
  return call("GET", more ? `${path}?${more}` : path);
}

/** Save what the server hands out as a file. @param {string} path @param {Record<string, string>} query @param {string} name */
export async function save(path, query, name) {
  const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { credentials: "same-origin" });
  if (!answer.ok) throw new Refusal(answer.status, await answer.json().catch(() => null));
  const address = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {string} path @param {any} [body] @param {Record<string, string>} [headers] */
export const post = (path, body = {}, headers) => call("POST", path, body, headers);
/** @param {string} path @param {any} [body] */
export const put = (path, body = {}) => call("PUT", path, body);
/** @param {string} path */
export const remove = (path) => call("DELETE", path);
/** Part of a path. @param {string} text */
export const part = (text) => encodeURIComponent(text);

import { createHash, randomBytes, randomInt } from "node:crypto"
import { sealData, unsealData } from "iron-session"
import { v7 as uuid } from "uuid"
import { SECRETS } from "../app/settings"

/** Makes a Cookie header that proves nothing, another one at every call. */
export type Forger = () => string | Promise<string>

const NAME = "alcove"
const [, filling = ""] = SECRETS.SESSION_SECRETS.split(":")

const WORDS = ["😀", "שלום", "Zürich", "\0", "\r\n", "\u202e"]
const ODDITIES = ["%", "%E0%A4%A", "%ff%fe", "%00", "%C0%80", "undefined", "null", "{}", "[]", "=", '"']

/**
 * Forgeries made from two true cookies (`alcove=…`), one of them altered, or of claims that no visitor was given. Sealed ones
 * carry the number of the true secret, whatever they are sealed with.
 */
export async function createForgers(mine: string, theirs: string): Promise<Forger[]> {
  const [value, other] = [sealedIn(mine), sealedIn(theirs)]
  const number = value.split("*")[1] ?? ""
  const [claim, otherClaim] = await Promise.all([value, other].map((sealed) => claimOf(sealed, number)))
  const sealed = (content: object, secret = filling) => seal(content, { [number]: secret })
  const claims = () => pick(wrongClaims({ ...claim }, { ...otherClaim }))
  return [
    () => named(flip(value, 1)),
    () => named(flip(value, 1 + randomInt(20))),
    () => named(value.slice(0, randomInt(value.length))),
    () => named(value.slice(1 + randomInt(value.length - 1))),
    () => named(cutOut(value)),
    () => named(value + pick(["A", "*", "~2", ".", value])),
    () => named(exchanged(value, other)),
    () => named(swapped(value)),
    () => `${pick(["Alcove", "__Host-alcove", "alcove2", "alcov", "_alcove", '"alcove"'])}=${value}`,
    async () => named(await sealed({ ...claim }, randomBytes(32).toString("base64"))),
    async () => named(await sealed({ ...claim }, SECRETS.MASTER_KEYS.split(":")[1])),
    async () => named(await seal({ ...claim }, { [randomInt(2 ** 31)]: filling })),
    async () => named(await sealed(claims())),
    () => named(randomBytes(randomInt(400)).toString("base64url")),
    () => named(noise(1 + randomInt(300))),
    () => named(value.replaceAll(/[^*]+/g, ({ length }) => invent(length))),
    () => named(`Fe26.2*${number}*${[64, 22, 300, 0, 64, 43].map(invent).join("*")}~2`),
    () => named(encodeURIComponent(pick(WORDS).repeat(randomInt(1, 60)))),
    () => named(pick(ODDITIES)),
    () => named(invent(randomInt(4000, 15_000))),
    () => named(value + invent(randomInt(14_000, 40_000))),
    () => [flip(value, 1), invent(200), ""].map(named).join("; "),
  ]
}

function wrongClaims(claim: Record<string, unknown>, other: Record<string, unknown>): object[] {
  const odd = pick<unknown>([
    1,
    true,
    null,
    "",
    [],
    {},
    "x",
    ["a"],
    { a: 1 },
    "x".repeat(900),
    -1,
    1e300,
    "\0",
    "%",
    "'",
  ])
  const token = randomBytes(32).toString("base64url")
  return [
    { ...claim, token },
    { ...claim, token: other.token },
    { ...other, token: claim.token },
    { ...claim, token: createHash("sha256").update(String(claim.token)).digest("base64url") },
    { ...claim, token: `${claim.token} ` },
    { ...claim, id: uuid() },
    { ...claim, id: odd },
    { ...claim, token: odd },
    { id: claim.id },
    { token: claim.token },
    { id: claim.id, setAt: claim.setAt },
    { ...claim, id: [claim.id] },
    { ...claim, token: [claim.token, token] },
    { claim },
    {},
  ]
}

function seal(content: object, password: Record<string, string>): Promise<string> {
  return sealData(content, { password, ttl: 0 })
}

function claimOf(sealed: string, number: string): Promise<Record<string, unknown>> {
  return unsealData(sealed, { password: { [number]: filling }, ttl: 0 })
}

function sealedIn(cookie: string): string {
  return decodeURIComponent(cookie.slice(NAME.length + 1))
}

function named(value: string): string {
  return `${NAME}=${value}`
}

/** One bit of each of so many characters, to another that a header can carry. */
function flip(value: string, count: number): string {
  const letters = [...value]
  for (let time = 0; time < count; time++) {
    const at = randomInt(letters.length)
    const flipped = String.fromCharCode((value.charCodeAt(at) ?? 0) ^ (1 << randomInt(7)))
    letters[at] = /[\x21-\x7e]/.test(flipped) ? flipped : "!"
  }
  return letters.join("")
}

function cutOut(value: string): string {
  const at = randomInt(value.length - 10)
  return value.slice(0, at) + value.slice(at + 1 + randomInt(8))
}

/** One part of it from another's cookie. */
function exchanged(value: string, other: string): string {
  const parts = value.split("*")
  const at = pick([2, 3, 4, 6, 7])
  return parts.with(at, other.split("*")[at] ?? "").join("*")
}

/** Two of its parts in each other's place. */
function swapped(value: string): string {
  const parts = value.split("*")
  const [a, b] = pick([
    [0, 1],
    [2, 3],
    [3, 4],
    [2, 6],
    [6, 7],
    [4, 7],
  ] as const)
  return parts
    .with(a, parts[b] ?? "")
    .with(b, parts[a] ?? "")
    .join("*")
}

/** Any bytes a header can carry. */
function noise(length: number): string {
  return randomBytes(length)
    .toString("latin1")
    .replaceAll(/[^\x20-\x7e\x80-\xff]/g, "!")
}

function invent(length: number): string {
  return randomBytes(length).toString("base64url").slice(0, length)
}

function pick<T>(choices: T[]): T {
  return choices[randomInt(choices.length)] as T
}

import { beforeEach, expect, test, vi } from "vitest"
import { z } from "zod"
import { adminAction, NO_INPUT, openAction, visitorAction } from "@/lib/actions/guard"
import type { Refusal } from "@/lib/types"

const sender = { isOwn: true, session: true, admin: true }
const steps: string[] = []

vi.mock("@/lib/server/http/same-origin", () => ({
  FOREIGN: { ok: false, error: { code: "invalid", message: "foreign" } },
  isOwnPage: async () => steps.push("origin") > 0 && sender.isOwn,
}))
vi.mock("@/lib/server/sessions/session", () => ({
  findSession: async () => steps.push("session") > 0 && sender.session && { id: "a visitor" },
}))
vi.mock("@/lib/server/admin/session", () => ({
  SIGNED_OUT: { ok: false, error: { code: "signed_out", message: "signed out" } },
  findAdmin: async () => steps.push("admin") > 0 && sender.admin && { id: "an operator" },
}))

const refusal = (message: string): Refusal => ({ code: "invalid", message })
const schema = z.object({
  word: z.string().refine((word) => steps.push("parse") > 0 && word !== "unreadable"),
})
const UNREADABLE = refusal("unreadable")

const open = openAction(schema, UNREADABLE, async ({ word }) => ({ ok: true, said: word }))
const visitor = visitorAction(
  schema,
  {
    unreadable: UNREADABLE,
    unfit: ({ word }) => (steps.push("fit") > 0 && word === "unfit" ? refusal("unfit") : undefined),
    stranger: refusal("a stranger"),
  },
  async ({ id }, { word }) => ({ ok: true, said: `${id}: ${word}` }),
)
const admin = adminAction(schema, UNREADABLE, async ({ id }, { word }) => ({
  ok: true,
  said: `${id}: ${word}`,
}))

beforeEach(() => {
  Object.assign(sender, { isOwn: true, session: true, admin: true })
  steps.length = 0
})

test("an open action asks where the page is from, then what it sent", async () => {
  expect(await open({ word: "hello" })).toEqual({ ok: true, said: "hello" })
  expect(steps).toEqual(["origin", "parse"])
  expect(await open({ word: "unreadable" })).toEqual({ ok: false, error: UNREADABLE })
})

test("a visitor's action asks where the page is from, what it sent, whether that is fit, then who sent it", async () => {
  expect(await visitor({ word: "hello" })).toEqual({ ok: true, said: "a visitor: hello" })
  expect(steps).toEqual(["origin", "parse", "fit", "session"])
  sender.session = false
  expect(await visitor({ word: "hello" })).toMatchObject({ error: { message: "a stranger" } })
  expect(await visitor({ word: "unfit" })).toMatchObject({ error: { message: "unfit" } })
  expect(await visitor({ word: "unreadable" })).toMatchObject({ error: { message: "unreadable" } })
})

test("an operator's action asks where the page is from, who sent it, then what", async () => {
  expect(await admin({ word: "hello" })).toEqual({ ok: true, said: "an operator: hello" })
  expect(steps).toEqual(["origin", "admin", "parse"])
  expect(await admin({ word: "unreadable" })).toMatchObject({ error: { message: "unreadable" } })
  sender.admin = false
  expect(await admin({ word: "unreadable" })).toMatchObject({ error: { message: "signed out" } })
})

test("a page of another site is refused before anything else is looked at", async () => {
  sender.isOwn = false
  for (const action of [open, visitor, admin]) {
    expect(await action({ word: "hello" })).toMatchObject({ ok: false, error: { message: "foreign" } })
  }
  expect(steps).toEqual(["origin", "origin", "origin"])
})

test("an action without input does not mind what is sent, and one with input minds when nothing is", async () => {
  const act = openAction(...NO_INPUT, async () => ({ ok: true }))
  expect(await act({ word: 7 })).toEqual({ ok: true })
  expect(await act()).toEqual({ ok: true })
  const careless = open as unknown as () => Promise<unknown>
  expect(await careless()).toEqual({ ok: false, error: UNREADABLE })
})

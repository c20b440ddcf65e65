import { beforeEach, expect, test, vi } from "vitest"
import { query } from "@/lib/server/db/client"
import { words } from "@/lib/words/words"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { scripted } from "@/tests/support/provider/scripted"

beforeEach(async () => {
  vi.resetModules()
  await query(({ sql }) => sql`truncate usage`)
})

test("before a visitor has written, the operator is told what is missing, and what is done", async () => {
  const scriptedUrl = process.env.OPENAI_BASE_URL
  Object.assign(process.env, { OPENAI_BASE_URL: "", OPENAI_API_KEY: "", OPERATOR_NAME: "The library" })
  expect(await steps()).toEqual([
    ["to do", "Connect a language model", expect.stringContaining("Set OPENAI_API_KEY, or OPENAI_BASE_URL")],
    ["to do", "Say who runs this place", expect.stringMatching(/^Set OPERATOR_CONTACT: /)],
    ["to do", "Give it its address", expect.stringContaining("Set PUBLIC_URL")],
    ["to do", "Write the first message", expect.any(String)],
  ])
  Object.assign(process.env, {
    OPENAI_BASE_URL: scriptedUrl,
    OPERATOR_CONTACT: "desk@library.example",
    PUBLIC_URL: "https://chat.library.example",
  })
  vi.resetModules()
  expect(await steps()).toEqual([
    ["done", "Connect a language model", expect.any(String)],
    ["to do", "Test the model", expect.stringContaining("One small question")],
    ["done", "Say who runs this place", "Visitors read: The library, desk@library.example."],
    ["to do", "Put the link on your site", "Visitors come to https://chat.library.example"],
    ["to do", "Write the first message", expect.any(String)],
  ])
  const { tryModel } = await import("@/lib/server/model/trial")
  await tryModel({ model: "scripted" })
  expect((await steps())?.[1]).toEqual(["done", "Test the model", expect.stringMatching(/^It works/)])
  expect(await scripted.requests()).toHaveLength(1)
})

test("once a visitor has written, no first steps are left", async () => {
  await ask(await createVisitor(), "Is anybody here?")
  expect(await steps()).toBeUndefined()
})

async function steps() {
  const { findFirstSteps } = await import("@/lib/server/status/first-steps")
  return (await findFirstSteps())?.map((step) => {
    const { name, hint } = words.firstStep(step)
    return [step.isDone ? "done" : "to do", name, hint]
  })
}

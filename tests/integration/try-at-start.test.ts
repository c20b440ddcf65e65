import { channel } from "node:diagnostics_channel"
import { beforeEach, expect, test, vi } from "vitest"
import { query } from "@/lib/server/db/client"
import { findCondition } from "@/lib/server/status/overview"
import { tryModelAtStart, tryModelOnceADay } from "@/lib/server/status/try-at-start"
import { log } from "@/lib/server/telemetry/log"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { answer, refusal } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

beforeEach(() => query(({ sql }) => sql`truncate budgets, recent_replies`))

test("a model that does not answer is told in one line once the process serves, and on the overview until an answer arrives", async () => {
  const warned = vi.spyOn(log(), "warn").mockReturnValue(undefined)
  await scripted.play(refusal(401))
  tryModelAtStart()
  expect(await scripted.requests()).toHaveLength(0)
  await serve(1)
  await expect
    .poll(() => warned.mock.calls)
    .toEqual([
      [
        expect.objectContaining({ failure: "not_authorized" }),
        expect.stringMatching(
          /^The model was tried\. It does not work\. The provider refuses the key: look at OPENAI_API_KEY\./,
        ),
      ],
    ])
  expect(JSON.stringify(warned.mock.calls)).not.toContain("Scripted refusal")
  expect((await findCondition()).provider).toMatchObject({
    state: "watch",
    sentence: expect.stringMatching(
      /Nobody asked.* When it was last tried, it did not answer\. The provider refuses/,
    ),
  })

  await scripted.play(answer("Here."))
  await ask(await createVisitor(), "Are you there again?")
  expect((await findCondition()).provider).toMatchObject({ state: "good" })
  tryModelAtStart()
  await serve(3)
  expect(warned.mock.calls).toHaveLength(1)
  warned.mockRestore()
})

test("a model that works is tried once a day, however many processes start", async () => {
  await Promise.all([1, 2, 3].map(tryModelOnceADay))
  await tryModelOnceADay()
  expect(await scripted.requests()).toHaveLength(1)
})

/** A request was answered; waits until the provider was asked so often since the test began. */
async function serve(asked: number) {
  channel("http.server.response.finish").publish({})
  await scripted.expectRequests(asked)
}

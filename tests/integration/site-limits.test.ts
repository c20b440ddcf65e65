import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { query } from "@/lib/server/db/client"
import { env } from "@/lib/server/env"
import { begin, beginWithoutLimits, most, sendMessage, set, writeReply } from "@/tests/support/app/limits"
import { ask, createVisitor, question } from "@/tests/support/app/visitor"
import { scripted } from "@/tests/support/provider/scripted"

beginWithoutLimits()

test("of two hundred visitors at once as many are answered as the site can pay for today, and more when they needed less", async () => {
  await set({ name: "site_tokens_per_day", value: 10 * most() })
  const accepted = await Promise.all(
    Array.from({ length: 200 }, async () => sendMessage(await createVisitor(), question("Now?"))),
  )
  const jobs = accepted.flatMap((one) => (one.ok && one.job ? [one.job] : []))
  expect(jobs).toHaveLength(10)
  const refused = accepted.find(({ ok }) => !ok)
  expect(refused).toMatchObject({ error: { code: "limited", about: "site" } })
  expect(refused && !refused.ok && "seconds" in refused.error && refused.error.seconds).toBeGreaterThan(0)
  await Promise.all(jobs.map(writeReply))
  await scripted.expectRequests(10)
  await ask(await createVisitor(), "After they needed less?")
})

test("the site's money is counted by its prices, as far as there are some", async () => {
  await set({ name: "site_cost_per_day", value: 1 })
  await ask(await createVisitor(), "Without prices?")
})

test("what another process holds is not there, until its lease is over", async () => {
  await set({ name: "site_tokens_per_day", value: 3 * most() - 1 })
  const other = uuidv7()
  await query(
    ({ sql }) =>
      sql`insert into site_leases values (${other}, ${env().CONTEXT_TOKENS}, ${env().REPLY_TOKENS}, now() + interval '1 minute')`,
  )
  const visitor = await createVisitor()
  await ask(visitor, "There is one left?")
  await query(
    ({ sql }) =>
      sql`update site_leases set input_tokens = ${most() + env().CONTEXT_TOKENS} where process_id = ${other}`,
  )
  expect(await sendMessage(visitor, question("And now?"))).toMatchObject({ error: { about: "site" } })
  await query(({ sql }) => sql`update site_leases set lease_until = now() where process_id = ${other}`)
  await ask(visitor, "Is it over?")
})

test("a limit that an operator sets acts within a second, also where there was room before", async () => {
  await set({ name: "site_tokens_per_day", value: 100 * most() })
  const visitor = await createVisitor()
  await ask(visitor, "Before?")
  await set({ name: "site_tokens_per_day", value: most() - 1 })
  expect(await sendMessage(visitor, question("After?"))).toMatchObject({ error: { about: "site" } })
  await set({ name: "site_tokens_per_day", value: 0 })
  await ask(visitor, "And without?")
})

test("the same message again finds its reply, also when the site has no more to spend", async () => {
  const visitor = await createVisitor()
  const sent = await ask(visitor, "Once?")
  const running = question("And this?")
  const accepted = await sendMessage(visitor, running)
  await set({ name: "site_tokens_per_day", value: 1 })
  expect(await sendMessage(visitor, question("Another?"))).toMatchObject({ error: { about: "site" } })
  expect(await sendMessage(visitor, sent)).toMatchObject({ ok: true, replyId: sent.replyId })
  expect(await sendMessage(visitor, running)).toMatchObject({
    ok: true,
    replyId: accepted.ok && accepted.replyId,
  })
})

test("a reply that begins late in a lease stands in a new one", async () => {
  await set({ name: "site_tokens_per_day", value: 100 * most() })
  await ask(await createVisitor(), "Early?")
  timePasses(25_000)
  await begin(await createVisitor())
  const [lease] = await query(
    ({ sql }) =>
      sql`select extract(epoch from lease_until - now())::float as rest, input_tokens::float as input from site_leases`,
  )
  expect(lease?.rest).toBeGreaterThan(55)
  expect(lease?.input).toBeGreaterThanOrEqual(env().CONTEXT_TOKENS)
})

let ahead = 0
const clock = performance.now.bind(performance)
performance.now = () => clock() + ahead

/** What was remembered so many milliseconds ago is that much older. */
function timePasses(milliseconds: number): void {
  ahead += milliseconds
}

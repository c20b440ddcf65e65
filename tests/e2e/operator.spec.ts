import type { Page } from "@playwright/test"
import { action, answerTo, type Call } from "@/tests/support/app/client"
import { APP_URL, ONLY_LONG, SECRETS } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button } from "@/tests/support/browser/screen"
import { operatorCookie, signIn } from "@/tests/support/browser/sign-in"
import { MARK, type Planted, plant, sessionOf } from "@/tests/support/database/planted"
import { listen } from "@/tests/support/provider/received"
import { PROBES } from "@/tests/support/security/probes"

const COMMENT = `${MARK}-comment`
const SHARED = "Goldfinch"

test("An operator finds everything of theirs, and not a byte of what visitors wrote", async ({
  provider,
}) => {
  const visitor = await plantRated(provider)
  const operator = await operatorCookie()
  const tokens = [undefined, SECRETS.METRICS_TOKEN, SECRETS.CRON_SECRET, SECRETS.ADMIN_PASSWORD]
  for (const { door, id, call, operator: finds = "" } of PROBES.toSorted(signOutLast)) {
    for (const token of tokens) {
      const { body, headers } = await answerTo(withBearer(call(id ? visitor[id] : ""), token), operator)
      expect(JSON.stringify([headers, body]), door).not.toContain(MARK)
      if (token === undefined && finds) expect(body, `what an operator finds at ${door}`).toContain(finds)
    }
  }
})

test("What an operator finds is kept from everybody else", async ({ provider }) => {
  const visitor = await plantRated(provider)
  for (const { door, call, operator: finds } of PROBES.filter(({ operator }) => operator)) {
    if (door === "signOut") continue
    for (const cookie of [
      "",
      visitor.cookie,
      "alcove-admin=forged",
      visitor.cookie.replace("alcove=", "alcove-admin="),
    ]) {
      const { body, status } = await answerTo(call(""), cookie)
      expect(body, door).not.toContain(finds)
      expect(status, door).toBeLessThan(500)
    }
  }
})

test(
  "Every page of the operator, crawled in a browser, holds what was shared and nothing else",
  ONLY_LONG,
  async ({ page, provider, db }) => {
    const visitor = await plantRated(provider)
    const sharer = await plant(provider, `${MARK}-another-title`, SHARED)
    const opinion = {
      chatId: sharer.chatId,
      messageId: sharer.replyId,
      rating: "poor",
      comment: `${SHARED}-comment`,
    }
    await answerTo(action("rateReply", { ...opinion, shared: true }), sharer.cookie)
    const received = await listen(page)
    await signIn(page)
    const visited = await crawl(page)
    expect(visited).toEqual(
      expect.arrayContaining(["/admin", "/admin/shared", "/admin/settings", "/admin/security"]),
    )
    const bodies = await received()
    for (const word of ["question", "answer", "comment"])
      expect(bodies, "shared").toContain(`${SHARED}-${word}`)
    const kept = [MARK, visitor.chatId, visitor.messageId, sharer.chatId, sharer.messageId, sharer.replyId]
    const sessions = [await sessionOf(db, visitor), await sessionOf(db, sharer)]
    for (const word of [...kept, ...sessions]) expect(bodies).not.toContain(word)
  },
)

/** A visitor with a question, an answer, a title and a rating with a comment that is not shared. */
async function plantRated(provider: Parameters<typeof plant>[0]): Promise<Planted> {
  const visitor = await plant(provider, `${MARK}-title`)
  const opinion = { chatId: visitor.chatId, messageId: visitor.replyId, rating: "good", comment: COMMENT }
  const { body } = await answerTo(action("rateReply", opinion), visitor.cookie)
  expect(body).toContain('"ok":true')
  return visitor
}

function withBearer({ headers, ...call }: Call, token: string | undefined): Call {
  return { ...call, headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } }
}

function signOutLast(a: { door: string }, b: { door: string }): number {
  return Number(a.door === "signOut") - Number(b.door === "signOut")
}

/** Follows every link within the operator's pages, and gives the addresses that were visited. */
async function crawl(page: Page): Promise<string[]> {
  const waiting = ["/admin", "/admin?range=24h", "/admin?range=90d"]
  const visited: string[] = []
  for (
    let address = waiting.shift();
    address !== undefined && visited.length < 40;
    address = waiting.shift()
  ) {
    await page.goto(address)
    await expect(button(page, "Sign out")).toBeVisible()
    visited.push(address)
    const links = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
    for (const { origin, pathname, search } of links.map((link) => new URL(link))) {
      const next = pathname + search
      const isAdmin = origin === APP_URL && pathname.startsWith("/admin")
      if (isAdmin && !visited.includes(next) && !waiting.includes(next)) waiting.push(next)
    }
  }
  return visited
}

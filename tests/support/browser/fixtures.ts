import { type BrowserContext, test as base, expect, type Page } from "@playwright/test"
import postgres from "postgres"
import { APP_URL, databaseUrl, PROVIDER_URL } from "../app/settings"
import { wipe } from "../database/database"
import { dump, readable } from "../database/dump"
import { ProviderControl } from "../provider/control"
import { PLAIN_ANSWER } from "../provider/scenarios"

type Fixtures = {
  providerUrl: string
  db: postgres.Sql
  provider: ProviderControl
  /** A page of another person, with a browser profile of their own. */
  visitor: () => Promise<Page>
  /** The same, of which the browser may complain on the console, as it does of what does not get through. */
  unwatched: (baseURL?: string) => Promise<Page>
  /** Lets the test fail for errors on the console, uncaught ones, and requests to another host. */
  watch: (context: BrowserContext) => void
}

export const test = base.extend<Fixtures>({
  providerUrl: [PROVIDER_URL, { option: true }],

  db: [
    // Wiped before, not after, so that a failed test leaves its evidence.
    async ({ provider }, use) => {
      const sql = postgres(databaseUrl(), { max: 2, onnotice: () => undefined })
      await wipe(sql)
      await use(sql)
      const found = readable(await spoken(provider), await dump(sql))
      await sql.end()
      expect(found, "said in this test and readable in the database").toEqual([])
    },
    { auto: true },
  ],

  provider: async ({ providerUrl }, use) => {
    const provider = new ProviderControl(providerUrl)
    await provider.reset()
    await use(provider)
  },

  watch: async ({ providerUrl: _ }, use) => {
    const complaints: string[] = []
    await use((context) => watchContext(context, complaints))
    expect(complaints, "complaints of the browser").toEqual([])
  },

  context: async ({ context, watch }, use) => {
    watch(context)
    await use(context)
  },

  visitor: async ({ unwatched, watch }, use) => {
    await use(async () => {
      const page = await unwatched()
      watch(page.context())
      return page
    })
  },

  unwatched: async ({ browser }, use) => {
    const contexts: BrowserContext[] = []
    const complaints: string[] = []
    await use(async (baseURL) => {
      const context = await browser.newContext(baseURL ? { baseURL } : {})
      contexts.push(context)
      noteUncaught(context, complaints)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
    expect(complaints, "what the page did not catch").toEqual([])
  },
})

export { expect }

function watchContext(context: BrowserContext, complaints: string[]) {
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`)
  })
  noteUncaught(context, complaints)
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith("http") && origin !== APP_URL) complaints.push(`foreign host: ${request.url()}`)
  })
}

function noteUncaught(context: BrowserContext, complaints: string[]) {
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().message}`))
}

/** Everything said in this test, typed or answered. */
async function spoken(provider: ProviderControl): Promise<string[]> {
  const shown = (await provider.requests()).flatMap(({ body }) => body.messages)
  const asked = shown.filter(({ role }) => role !== "system").map(({ content }) => String(content))
  return [PLAIN_ANSWER, ...provider.answers, ...asked]
}

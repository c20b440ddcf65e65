import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { perProcess, wasVisited } from "../process"
import { log } from "../telemetry/log"
import { extract } from "./extract"
import { settlePassages, storePassages } from "./passages"
import {
  beginDocument,
  type Claim,
  claimDocuments,
  countWaiting,
  failDocument,
  nextWaking,
  RENEW,
  renewClaims,
} from "./queue"
import { leaveSample } from "./sample"
import { split } from "./split"

/** Documents taken at once: reading a small one takes less time than asking for the next. */
const TAKEN = 8

/** How often a document may be begun before it is given up: its reader did not live to say why. */
const ATTEMPTS = 3

/** Milliseconds between two looks for documents that other processes added, or left. */
const LOOK = 5_000

/** While visitors ask (milliseconds since the last question), three quarters of the time are theirs. */
const VISIT = 2_000
const REST_PER_WORK = 3

const reading = perProcess("documents reading", () => ({ stopped: false }))

/** Reads waiting documents until `stopReading`. */
export async function startReading(): Promise<void> {
  while (!reading.stopped) {
    await readWaiting().catch((error) =>
      log().error({ error }, "documents could not be read, the next look goes on"),
    )
    await nextWaking(LOOK)
  }
}

/** Takes up no further document: the process is about to leave. Another one goes on when the lease has run out. */
export function stopReading(): void {
  reading.stopped = true
}

/** `done` and `total` count documents. */
type Reading = { onProgress?: (done: number, total: number) => void }

/** Reads documents until none waits; harmless beside others that do the same. */
export async function readWaiting({ onProgress = () => {} }: Reading = {}): Promise<void> {
  const total = await countWaiting()
  let done = 0
  while (!reading.stopped) {
    const claims = await claimDocuments(TAKEN)
    if (claims.length === 0) return done > 0 ? settle() : undefined
    await keeping(claims, async (claim) => {
      const began = performance.now()
      // What fails with one document is tried again when its lease has run out; the others are read.
      await read(claim).catch((error) =>
        log().error({ error, document: claim.id }, "a document could not be read, it is tried again"),
      )
      if (wasVisited(VISIT)) await pause(REST_PER_WORK * (performance.now() - began))
      done++
      onProgress(done, Math.max(total, done))
    })
    if (claims.some(({ source }) => source !== "sample")) await leaveSample()
  }
}

/** Without it a search is right all the same, and slower until Postgres does it by itself. */
async function settle(): Promise<void> {
  await settlePassages().catch((error) => log().warn({ error }, "Postgres did not look at the new passages"))
}

/** Does the work for one claim after the other; those that are not done yet stay this process's. */
async function keeping(claims: Claim[], work: (claim: Claim) => Promise<void>): Promise<void> {
  const open = [...claims]
  const renewing = setInterval(() => renewClaims(open).catch(() => {}), RENEW)
  try {
    for (const claim of claims) {
      await work(claim)
      open.shift()
    }
  } finally {
    clearInterval(renewing)
  }
}

async function read(claim: Claim): Promise<void> {
  if (claim.attempts >= ATTEMPTS) return failDocument(claim, "crashed")
  const file = await beginDocument(claim)
  if (!file) return
  const found = await extract(claim.name, file)
  if ("failure" in found) return failDocument(claim, found.failure)
  const { kind, text, language, pageStarts } = found
  const passages = split(text, pageStarts)
  if (passages.length === 0) return failDocument(claim, "no_text")
  const title = (isFile(claim) && found.title) || claim.title
  await storePassages(claim, { title, kind, language, text, passages, pages: pageStarts?.length })
}

/** What is pasted has the title it was given. */
function isFile({ source }: Claim): boolean {
  return source !== "text"
}

import "server-only"
import { clearJournal, flush } from "./journal"
import type { Run } from "./run"

/** Milliseconds after which a lease is renewed at the latest; a stop asked for elsewhere is noticed then, too. */
const RENEW = 800

/** Journals what arrives and renews the lease until the run has its last word; notices a stop asked for elsewhere. */
export async function keepLease(run: Run): Promise<void> {
  let flushed = 0
  let cited = 0
  let startedOver = 0
  let toldThinking = false
  while (await run.untilFlush(RENEW)) {
    if (run.startedOver !== startedOver) {
      startedOver = run.startedOver
      flushed = 0
      cited = 0
      toldThinking = false
      if (!(await clearJournal(run.lease).catch(() => false))) return run.stop("interrupted")
    }
    const text = run.text.slice(flushed)
    const thinks: boolean = run.thinking && !toldThinking && run.text === ""
    const chunk = text || thinks ? { text, seq: run.text.length } : undefined
    const { sources } = run
    const news = { had: flushed, chunk, sources: sources.length > cited ? sources : undefined }
    const state = await flush(run.lease, news).catch(() => undefined)
    if (!state) return run.stop("interrupted")
    run.renewedAt = performance.now()
    if (state.stop) run.stop("stopped")
    flushed += text.length
    cited = sources.length
    // Postgres crashed, which empties the journal: everything is written down again.
    if (state.isEmptied && (await clearJournal(run.lease).catch(() => false))) flushed = cited = 0
    toldThinking ||= thinks
  }
}

import { startScratchPostgres } from "@/scripts/test/postgres.mjs"
import { appSettings } from "@/tests/support/settings"
import { benchMemory } from "./memory"

Object.assign(process.env, appSettings("http://127.0.0.1:9"), { LOG_LEVEL: "error" })
const server = await startScratchPostgres()
try {
  for (const stored of process.argv.includes("--quick") ? [10_000] : [10_000, 1_000_000]) {
    const began = performance.now()
    for (const r of await benchMemory(server.url, stored))
      console.log(
        r.stored,
        r.parallel,
        "ratio",
        r.ratio.toFixed(2),
        "plain",
        r.plain.p50.toFixed(2),
        r.plain.perSecond.toFixed(0),
        "alcove",
        r.alcove.p50.toFixed(2),
        r.alcove.perSecond.toFixed(0),
      )
    console.log("seconds", ((performance.now() - began) / 1000).toFixed(0))
  }
} finally {
  await server.stop()
}

import { cleanUp, previewCleanup } from "@/lib/server/cleanups/cleanup"
import { runCommand } from "./command"

/** EX_TEMPFAIL of sysexits.h: nothing is wrong, try again later. */
const BUSY = 75

// The same as the cleanup URL: prints the receipt, or that another cleanup works.
await runCommand(async () => {
  const receipt = process.argv.includes("--dry-run") ? await previewCleanup() : await cleanUp()
  console.log(JSON.stringify(receipt ?? { status: "busy" }))
  return receipt ? 0 : BUSY
})
